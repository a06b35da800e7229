using System.Text.Json;
using Kubrick.Contracts.Recordings;
using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Requests;

namespace Kubrick.Recordings.Resources;

/// <summary>Reads the recorder's pauses from a body and checks their limits.</summary>
internal static class PauseFields
{
    /// <summary>
    /// The recording with the pauses of the body. A missing count or total follows from the events. A time or duration that is impossible is dropped, and the pause is kept: it says
    /// only that the computer's clock was set during the pause, and a recording must not be refused, and lost, for that.
    /// </summary>
    public static Recording WithPauses(this Recording recording, FieldReader attributes)
    {
        var (events, areAllPossible) = (new List<PauseEvent>(), true);
        foreach (var fields in Items(attributes))
        {
            var pause = new PauseEvent { PausedAt = fields.Instant("pausedAt"), ResumedAt = fields.Instant("resumedAt"), Duration = PossibleSeconds(fields, "duration", out var isDropped) };
            RequireStart(attributes, fields, events.Count, pause.PausedAt is not null);
            areAllPossible &= !isDropped;
            events.Add(InUtc(pause.ResumedAt < pause.PausedAt ? pause with { ResumedAt = null } : pause));
        }

        var total = PossibleSeconds(attributes, "pauseDurationTotal", out _);
        return recording with
        {
            PauseEvents = events,
            PauseCount = attributes.Integer("pauseCount", 0, PauseLimits.Count) ?? events.Count,
            // The sum of impossible durations is none.
            PauseDurationTotal = (areAllPossible ? total : null) ?? events.Sum(pause => pause.Duration ?? 0),
        };
    }

    /// <summary>The pauses of the body, one by one; none where it has none, or where they are invalid.</summary>
    public static List<PauseEvent> Events(FieldReader attributes)
    {
        var events = new List<PauseEvent>();
        foreach (var fields in Items(attributes))
        {
            var pause = new PauseEvent { PausedAt = fields.Instant("pausedAt"), ResumedAt = fields.Instant("resumedAt"), Duration = fields.Number("duration", 0, PauseLimits.Seconds) };
            RequireStart(attributes, fields, events.Count, pause.PausedAt is not null && !(pause.ResumedAt < pause.PausedAt));
            events.Add(InUtc(pause));
        }

        return events;
    }

    private static IEnumerable<FieldReader> Items(FieldReader attributes)
    {
        if (attributes.Value("pauseEvents") is not { } list)
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > PauseLimits.Events)
        {
            attributes.Add("pauseEvents", $"'pauseEvents' must be an array of at most {PauseLimits.Events} pauses.");
            return [];
        }

        return attributes.Objects("pauseEvents");
    }

    private static void RequireStart(FieldReader attributes, FieldReader fields, int index, bool isValid)
    {
        if (fields.Errors.Count == 0 && !isValid)
        {
            attributes.Add("pauseEvents", $"Pause {index} must have a time 'pausedAt' that is not later than 'resumedAt'.");
        }
    }

    private static PauseEvent InUtc(PauseEvent pause) => pause with { PausedAt = pause.PausedAt?.ToUniversalTime(), ResumedAt = pause.ResumedAt?.ToUniversalTime() };

    /// <summary>A duration in s; null for a number that is none. What is no number is an error.</summary>
    private static double? PossibleSeconds(FieldReader fields, string name, out bool isDropped)
    {
        isDropped = fields.Value(name) is { ValueKind: JsonValueKind.Number } number && !(number.TryGetDouble(out var seconds) && seconds is >= 0 and <= PauseLimits.Seconds);
        return isDropped ? null : fields.Number(name, 0, PauseLimits.Seconds);
    }
}
