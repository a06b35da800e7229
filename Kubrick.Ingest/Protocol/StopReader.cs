using System.Text.Json;
using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Streams;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Ingest.Protocol;

/// <summary>
/// Reads what a recorder reports with its <c>stop</c>. A stop whose pauses are invalid is a stop all the same. Its <c>duration</c> is not read: that of the media counts.
/// </summary>
internal static class StopReader
{
    public static StopMessage Read(JsonElement stop)
    {
        if (Field(stop, "pauseCount") is null && Field(stop, "pauseDurationTotal") is null && Field(stop, "pauseEvents") is null)
        {
            return new StopMessage();
        }

        return ReadEvents(stop) is { } events
            && TryReadNumber(stop, "pauseCount", PauseLimits.Count, out var count)
            && (count is null || double.IsInteger(count.Value))
            && TryReadNumber(stop, "pauseDurationTotal", PauseLimits.Seconds, out var total)
            ? new StopMessage(new StreamPauses((long?)count ?? events.Count, total ?? events.Sum(pause => pause.Duration ?? 0), events))
            : new StopMessage(Ignored: new SocketError(ErrorCodes.Validation, "The stream is being stopped, but without the pauses in the 'stop', which are invalid."));
    }

    private static List<StreamPause>? ReadEvents(JsonElement stop)
    {
        var events = new List<StreamPause>();
        if (Field(stop, "pauseEvents") is not { } list)
        {
            return events;
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > PauseLimits.Events)
        {
            return null;
        }

        foreach (var item in list.EnumerateArray())
        {
            if (ReadEvent(item) is not { } pause)
            {
                return null;
            }

            events.Add(pause);
        }

        return events;
    }

    private static StreamPause? ReadEvent(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object
        && TryReadTime(item, "pausedAt", out var pausedAt)
        && pausedAt is not null
        && TryReadTime(item, "resumedAt", out var resumedAt)
        && !(resumedAt < pausedAt)
        && TryReadNumber(item, "duration", PauseLimits.Seconds, out var duration)
            ? new StreamPause(pausedAt.Value, resumedAt, duration)
            : null;

    /// <summary>A missing field is null; false where it is no number between 0 and <paramref name="max"/>.</summary>
    private static bool TryReadNumber(JsonElement item, string name, double max, out double? number)
    {
        number = null;
        if (Field(item, name) is not { } value)
        {
            return true;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var read) || !(read >= 0 && read <= max))
        {
            return false;
        }

        number = read;
        return true;
    }

    /// <summary>A missing field is null; false where it is no time in ISO 8601.</summary>
    private static bool TryReadTime(JsonElement item, string name, out DateTimeOffset? time)
    {
        time = null;
        if (Field(item, name) is not { } value)
        {
            return true;
        }

        if (value.ValueKind != JsonValueKind.String || !value.TryGetDateTimeOffset(out var read))
        {
            return false;
        }

        time = read.ToUniversalTime();
        return true;
    }

    private static JsonElement? Field(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
