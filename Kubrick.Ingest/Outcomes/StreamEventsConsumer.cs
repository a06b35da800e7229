using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Protocol;
using Kubrick.Ingest.Sockets;
using MassTransit;

namespace Kubrick.Ingest.Outcomes;

/// <summary>Every replica hears every event: it tells its own sockets, and the recorder whose stream it is.</summary>
internal sealed class StreamEventsConsumer(StreamOutcomes outcomes, Announcements announcements, ConnectedSockets sockets)
    : IConsumer<StreamStarted>, IConsumer<StreamEnded>, IConsumer<StreamFailed>, IConsumer<ViewerJoined>, IConsumer<ViewerLeft>, IConsumer<RecordingDeleted>
{
    public Task Consume(ConsumeContext<StreamStarted> context)
    {
        var id = context.Message.RecordingId;
        if (announcements.IsNewStart(id))
        {
            sockets.Broadcast(ServerMessages.StreamStarted(id));
        }

        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<StreamEnded> context) => EndAsync(StreamOutcome.Of(context.Message));

    public Task Consume(ConsumeContext<StreamFailed> context) => EndAsync(StreamOutcome.Of(context.Message));

    public Task Consume(ConsumeContext<ViewerJoined> context)
    {
        var joined = context.Message;
        sockets.Broadcast(ServerMessages.ViewerJoined(joined.RecordingId, joined.ViewerId, joined.ViewerCount));
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<ViewerLeft> context)
    {
        var left = context.Message;
        sockets.Broadcast(ServerMessages.ViewerLeft(left.RecordingId, left.ViewerId, left.ViewerCount));
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<RecordingDeleted> context)
    {
        var id = context.Message.RecordingId;
        outcomes.Report(StreamOutcome.Deleted(id, context.Message.DeletedAt));
        if (announcements.IsNewEndOfStarted(id))
        {
            sockets.Broadcast(ServerMessages.StreamEnded(id, StreamStatuses.Ended));
        }

        return Task.CompletedTask;
    }

    private Task EndAsync(StreamOutcome outcome)
    {
        outcomes.Report(outcome);
        if (announcements.IsNewEnd(outcome.RecordingId))
        {
            sockets.Broadcast(ServerMessages.StreamEnded(outcome.RecordingId, outcome.Status!));
        }

        return Task.CompletedTask;
    }
}
