using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Streams;
using Kubrick.Playback.Streams;
using Kubrick.Playback.Viewers;
using MassTransit;

namespace Kubrick.Playback.State;

/// <summary>Records the events of streams. Each event goes to one replica; all replicas read the result from the database.</summary>
internal sealed class StreamStateConsumer(StreamStore store, ViewerStore viewers)
    : IConsumer<StreamStarted>, IConsumer<StreamInterrupted>, IConsumer<StreamResumed>, IConsumer<StreamEnding>,
      IConsumer<StreamProgressed>, IConsumer<StreamEnded>, IConsumer<StreamFailed>, IConsumer<RecordingRenamed>, IConsumer<RecordingDeleted>
{
    public Task Consume(ConsumeContext<StreamStarted> context) => store.ApplyAsync(context.Message, context.CancellationToken);

    public Task Consume(ConsumeContext<StreamInterrupted> context) => store.ApplyAsync(context.Message, context.CancellationToken);

    public Task Consume(ConsumeContext<StreamResumed> context) => store.ApplyAsync(context.Message, context.CancellationToken);

    public Task Consume(ConsumeContext<StreamEnding> context) => store.ApplyAsync(context.Message, context.CancellationToken);

    public Task Consume(ConsumeContext<StreamProgressed> context) => store.ApplyAsync(context.Message, context.CancellationToken);

    public Task Consume(ConsumeContext<StreamEnded> context) => store.ApplyAsync(context.Message, context.CancellationToken);

    public Task Consume(ConsumeContext<StreamFailed> context) => store.ApplyAsync(context.Message, context.CancellationToken);

    public Task Consume(ConsumeContext<RecordingRenamed> context) => store.ApplyAsync(context.Message, context.CancellationToken);

    public async Task Consume(ConsumeContext<RecordingDeleted> context)
    {
        var deleted = context.Message;
        await store.DeleteAsync(deleted.RecordingId, deleted.DeletedAt, context.CancellationToken);
        await viewers.RemoveAllAsync(deleted.RecordingId, context.CancellationToken);
    }
}
