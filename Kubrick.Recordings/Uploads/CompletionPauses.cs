using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Resources;
using Kubrick.ServiceDefaults.Requests;

namespace Kubrick.Recordings.Uploads;

/// <summary>Reads the recorder's pauses from a report of a completed upload.</summary>
internal static class CompletionPauses
{
    /// <summary>The completion with the pauses of its body, which has the form of a new recording's; without any, its recorder reported none.</summary>
    public static UploadCompletion ReadPauses(this UploadCompletion completion, FieldReader fields)
    {
        if (fields.Value("pauseCount") is null && fields.Value("pauseDurationTotal") is null && fields.Value("pauseEvents") is null)
        {
            return completion;
        }

        var events = PauseFields.Events(fields);
        return completion with
        {
            PauseEvents = [.. events.Select(pause => new RecorderPause(pause.PausedAt ?? default, pause.ResumedAt, pause.Duration))],
            PauseCount = fields.Integer("pauseCount", 0, PauseLimits.Count) ?? events.Count,
            PauseDurationTotal = fields.Number("pauseDurationTotal", 0, PauseLimits.Seconds) ?? events.Sum(pause => pause.Duration ?? 0),
        };
    }
}
