using Kubrick.Contracts.Streams;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Playback.Tickets;

/// <summary>What Recordings said of a stream.</summary>
/// <param name="Ticket">What it knows; null where it refused or could not be asked.</param>
/// <param name="Refusal">The answer to whoever wants the stream; null where there is one.</param>
internal sealed record StreamTicketAnswer(StreamTicket? Ticket, ApiErrorResult? Refusal)
{
    public static StreamTicketAnswer Away { get; } = new(null, null);

    /// <summary>Recordings could not be asked.</summary>
    public bool IsAway => Ticket is null && Refusal is null;

    /// <summary>Media may still come.</summary>
    public bool MayBegin => Ticket?.Status is "uploading" or "recording" or "processing";

    /// <summary>A start was asked for; whether it succeeded the stream's own events tell.</summary>
    public bool IsBegun => MayBegin && Ticket is { StorageSequence: > 0 };
}
