using Kubrick.Contracts.Recordings;
using Kubrick.Playback.Tickets;
using MassTransit;

namespace Kubrick.Playback.Live;

/// <summary>Lets go of what was deleted, on every replica: a window outlives the stored media by as long as its log.</summary>
internal sealed class DeletedRecordingsConsumer(LiveStreams live, StreamTicketClient tickets) : IConsumer<RecordingDeleted>
{
    public Task Consume(ConsumeContext<RecordingDeleted> context)
    {
        // In this order: whoever comes between the two is refused by Recordings.
        tickets.Forget(context.Message.RecordingId);
        return live.RemoveAsync(context.Message.RecordingId);
    }
}
