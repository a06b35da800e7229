using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Streams;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Playback.Tickets;

/// <summary>The answer of Recordings about a stream.</summary>
/// <param name="Ticket">The ticket; null where Recordings refused or was unreachable.</param>
/// <param name="Refusal">The error for the client; null where there is a ticket, or Recordings was unreachable.</param>
internal sealed record StreamTicketAnswer(StreamTicket? Ticket, ApiErrorResult? Refusal)
{
    public static StreamTicketAnswer Unavailable { get; } = new(null, null);

    /// <summary>Whether Recordings was unreachable.</summary>
    public bool IsUnavailable => Ticket is null && Refusal is null;

    /// <summary>Whether the stream may still produce media.</summary>
    public bool MayStillRun => Ticket?.Status is "uploading" or "recording" or "processing";

    /// <summary>Whether the recording does not say that the stream is over.</summary>
    public bool IsLive => Ticket?.Status is RecordingStatuses.Uploading or RecordingStatuses.Recording;

    /// <summary>Whether a start was requested. The stream's own events tell whether it succeeded.</summary>
    public bool IsStarted => MayStillRun && Ticket is { StorageSequence: > 0 };
}
