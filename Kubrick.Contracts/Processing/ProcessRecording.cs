namespace Kubrick.Contracts.Processing;

/// <summary>
/// Processes a recording. A JSON message in <see cref="Logs.LogNames.ProcessQueue"/>; it only names the work, whose facts the worker gets from Recordings when it starts
/// (<see cref="ProcessingRoutes"/>). It may be sent twice.
/// </summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="Generation">Which of the recording's requests this is; an older one is dropped.</param>
/// <param name="Attempt">The try, from 1.</param>
public sealed record ProcessRecording(string RecordingId, int Generation, int Attempt)
{
    /// <summary>How often a worker of the try died, or was stopped, before one put the work off and sent it anew.</summary>
    public long Returns { get; init; }

    /// <summary>How often the work was put off because the original could not be read though its storage answered.</summary>
    public int Unreadable { get; init; }
}
