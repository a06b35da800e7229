using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Protocol;
using Kubrick.Ingest.Sockets;
using Kubrick.Ingest.Tickets;
using MassTransit;

namespace Kubrick.Ingest.Events;

/// <summary>Every replica receives every event: it broadcasts it to its own sockets, and reports progress and results to the recorder of the stream.</summary>
internal sealed class BroadcastConsumer(
    StreamResults results, Announcements announcements, ConnectedSockets sockets, SettledRecordings recordings, IHostApplicationLifetime lifetime)
    : IConsumer<StreamStarted>, IConsumer<StreamProgressed>, IConsumer<StreamEnded>, IConsumer<StreamFailed>, IConsumer<ViewerJoined>, IConsumer<ViewerLeft>, IConsumer<RecordingDeleted>
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

    public Task Consume(ConsumeContext<StreamProgressed> context)
    {
        results.Report(context.Message);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<StreamEnded> context) => End(StreamResult.Of(context.Message));

    public Task Consume(ConsumeContext<StreamFailed> context) => End(StreamResult.Of(context.Message));

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
        results.Report(StreamResult.Deleted(id, context.Message.DeletedAt));
        if (announcements.IsNewEndOfStarted(id))
        {
            sockets.Broadcast(ServerMessages.StreamEnded(id, StreamStatuses.Ended));
        }

        return Task.CompletedTask;
    }

    private Task End(StreamResult result)
    {
        // Not awaited: the events of other streams must not wait for this recording.
        _ = EndAsync(result);
        return Task.CompletedTask;
    }

    private async Task EndAsync(StreamResult result)
    {
        await recordings.WaitAsync(result.RecordingId, lifetime.ApplicationStopping);
        results.Report(result);
        if (announcements.IsNewEnd(result.RecordingId))
        {
            sockets.Broadcast(ServerMessages.StreamEnded(result.RecordingId, result.Status!));
        }
    }
}
