using Kubrick.Contracts.Recordings;
using Kubrick.Playback.Tickets;
using MassTransit;

namespace Kubrick.Playback.Live;

/// <summary>Detaches the streams of deleted recordings, on every replica: a window would outlive the stored media for as long as its log exists.</summary>
internal sealed class StreamDetachConsumer(LiveStreams live, StreamTicketCache tickets) : IConsumer<RecordingDeleted>
{
    public Task Consume(ConsumeContext<RecordingDeleted> context)
    {
        // In this order: a request between the two gets a new ticket, which Recordings refuses.
        tickets.Forget(context.Message.RecordingId);
        return live.DetachAsync(context.Message.RecordingId);
    }
}
