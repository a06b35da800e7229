using Kubrick.Contracts.Streams;
using Kubrick.Storage;

namespace Kubrick.Playback.Tickets;

/// <summary>Whether a stream is stored elsewhere than a stream of this run: under another key, or in another storage.</summary>
internal static class StoredElsewhere
{
    /// <summary>
    /// Whether the ticket names a playlist of the first system, or the recording of a finished stream in another storage. What still runs is written to the
    /// configured storage.
    /// </summary>
    public static bool IsElsewhere(this StreamTicketAnswer answer, StorageLocation configured) =>
        answer.Ticket is { PlaylistKey: not null } || (answer is { Ticket: { } ticket, MayStillRun: false } && !IsAt(ticket, configured));

    private static bool IsAt(StreamTicket ticket, StorageLocation configured) =>
        (ticket.Provider ?? configured.Provider) == configured.Provider && (ticket.Bucket ?? configured.Bucket) == configured.Bucket;
}
