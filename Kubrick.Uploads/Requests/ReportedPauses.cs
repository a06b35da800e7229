using System.Text.Json;
using Kubrick.Contracts.Recordings;
using Kubrick.ServiceDefaults.Requests;

namespace Kubrick.Uploads.Requests;

/// <summary>The pauses that a recorder reports when it completes its upload, in the form in which a recording is created with them.</summary>
/// <param name="Count">How many there were; null: as many as <paramref name="Events"/>.</param>
/// <param name="DurationTotal">How long they were together, in s; null: as long as <paramref name="Events"/>.</param>
/// <param name="Events">Each of them; null for none.</param>
internal sealed record ReportedPauses(long? Count, double? DurationTotal, IReadOnlyList<RecorderPause>? Events)
{
    private const string EventsName = "pauseEvents";

    /// <summary>Reads <c>pauseCount</c>, <c>pauseDurationTotal</c> and <c>pauseEvents</c>, and adds their faults to the errors; null if the client sent none of them.</summary>
    public static ReportedPauses? Read(FieldReader fields)
    {
        var pauses = new ReportedPauses(
            fields.Integer("pauseCount", 0, PauseLimits.Count), fields.Number("pauseDurationTotal", 0, PauseLimits.Seconds), ReadEvents(fields));
        return pauses is { Count: null, DurationTotal: null, Events: null } ? null : pauses;
    }

    private static List<RecorderPause>? ReadEvents(FieldReader fields)
    {
        if (fields.Value(EventsName) is not { } list)
        {
            return null;
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > PauseLimits.Events)
        {
            fields.Add(EventsName, $"'{EventsName}' must be an array of at most {PauseLimits.Events} pauses.");
            return null;
        }

        return [.. fields.Objects(EventsName).Index().Select(item => ReadEvent(fields, item.Item, item.Index))];
    }

    private static RecorderPause ReadEvent(FieldReader fields, FieldReader item, int index)
    {
        var (pausedAt, resumedAt, duration) = (item.Instant("pausedAt"), item.Instant("resumedAt"), item.Number("duration", 0, PauseLimits.Seconds));
        if (item.Errors.Count == 0 && (pausedAt is null || resumedAt < pausedAt))
        {
            fields.Add(EventsName, $"Pause {index} must have a time 'pausedAt' that is not later than 'resumedAt'.");
        }

        return new RecorderPause(pausedAt?.ToUniversalTime() ?? default, resumedAt?.ToUniversalTime(), duration);
    }
}
