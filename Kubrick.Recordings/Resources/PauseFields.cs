using System.Text.Json;
using Kubrick.Contracts.Recordings;
using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Requests;

namespace Kubrick.Recordings.Resources;

/// <summary>Reads the recorder's pauses from a body and checks their limits.</summary>
internal static class PauseFields
{
    /// <summary>The recording with the pauses of the body. A missing count or total follows from the events.</summary>
    public static Recording WithPauses(this Recording recording, FieldReader attributes)
    {
        var events = Events(attributes);
        return recording with
        {
            PauseEvents = events,
            PauseCount = attributes.Integer("pauseCount", 0, PauseLimits.Count) ?? events.Count,
            PauseDurationTotal = attributes.Number("pauseDurationTotal", 0, PauseLimits.Seconds) ?? events.Sum(pause => pause.Duration ?? 0),
        };
    }

    /// <summary>The pauses of the body, one by one; none where it has none, or where they are invalid.</summary>
    public static List<PauseEvent> Events(FieldReader attributes)
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

        var events = new List<PauseEvent>();
        foreach (var (index, fields) in attributes.Objects("pauseEvents").Index())
        {
            var pause = new PauseEvent { PausedAt = fields.Instant("pausedAt"), ResumedAt = fields.Instant("resumedAt"), Duration = fields.Number("duration", 0, PauseLimits.Seconds) };
            if (fields.Errors.Count == 0 && (pause.PausedAt is null || pause.ResumedAt < pause.PausedAt))
            {
                attributes.Add("pauseEvents", $"Pause {index} must have a time 'pausedAt' that is not later than 'resumedAt'.");
            }

            events.Add(pause with { PausedAt = pause.PausedAt?.ToUniversalTime(), ResumedAt = pause.ResumedAt?.ToUniversalTime() });
        }

        return events;
    }
}
