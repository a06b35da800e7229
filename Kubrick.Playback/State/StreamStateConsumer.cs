using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Streams;
using Kubrick.Playback.Streams;
using Kubrick.Playback.Viewers;
using MassTransit;

namespace Kubrick.Playback.State;

/// <summary>
/// Records the events of streams. Each event goes to one replica; all replicas read the result from the database. An end, which waits for its recording, goes on to a queue of its own
/// (<see cref="StreamEndConsumer"/>), so that it does not hold up the events of other streams.
/// </summary>
internal sealed class StreamStateConsumer(StreamStore store, ViewerStore viewers, IEndpointNameFormatter names)
    : IConsumer<StreamStarted>, IConsumer<StreamInterrupted>, IConsumer<StreamResumed>, IConsumer<StreamEnding>,
      IConsumer<StreamProgressed>, IConsumer<StreamEnded>, IConsumer<StreamFailed>, IConsumer<RecordingRenamed>, IConsumer<RecordingDeleted>
{
    // Sent on rather than subscribed to by that queue: this one, which may be from before, stays bound to these events, and may contain some.
    private readonly Uri ends = new($"queue:{names.Consumer<StreamEndConsumer>()}");

    public Task Consume(ConsumeContext<StreamStarted> context) => store.ApplyAsync(context.Message, context.CancellationToken);

    public Task Consume(ConsumeContext<StreamInterrupted> context) => store.ApplyAsync(context.Message, context.CancellationToken);

    public Task Consume(ConsumeContext<StreamResumed> context) => store.ApplyAsync(context.Message, context.CancellationToken);

    public Task Consume(ConsumeContext<StreamEnding> context) => store.ApplyAsync(context.Message, context.CancellationToken);

    public Task Consume(ConsumeContext<StreamProgressed> context) => store.ApplyAsync(context.Message, context.CancellationToken);

    public Task Consume(ConsumeContext<StreamEnded> context) => SendOnAsync(context);

    public Task Consume(ConsumeContext<StreamFailed> context) => SendOnAsync(context);

    public Task Consume(ConsumeContext<RecordingRenamed> context) => store.ApplyAsync(context.Message, context.CancellationToken);

    public async Task Consume(ConsumeContext<RecordingDeleted> context)
    {
        var deleted = context.Message;
        await store.DeleteAsync(deleted.RecordingId, deleted.DeletedAt, context.CancellationToken);
        await viewers.RemoveAllAsync(deleted.RecordingId, context.CancellationToken);
    }

    private async Task SendOnAsync<T>(ConsumeContext<T> context)
        where T : class => await context.Forward(await context.GetSendEndpoint(ends), context.Message);
}
