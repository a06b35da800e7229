using Kubrick.Contracts.Streams;
using Kubrick.Playback.Streams;
using Kubrick.Playback.Tickets;
using MassTransit;

namespace Kubrick.Playback.State;

/// <summary>Records the ends of streams, each after that of the recording. <see cref="StreamStateConsumer"/> sends them to this queue.</summary>
internal sealed class StreamEndConsumer(StreamStore store, SettledRecordings recordings) : IConsumer<StreamEnded>, IConsumer<StreamFailed>
{
    /// <summary>How many ends wait for their recordings at the same time on each replica; an end waits for seconds at most, and the others wait in the broker.</summary>
    public const int MaxWaiting = 64;

    public async Task Consume(ConsumeContext<StreamEnded> context)
    {
        await recordings.WaitAsync(context.Message.RecordingId, context.CancellationToken);
        await store.ApplyAsync(context.Message, context.CancellationToken);
    }

    public async Task Consume(ConsumeContext<StreamFailed> context)
    {
        await recordings.WaitAsync(context.Message.RecordingId, context.CancellationToken);
        await store.ApplyAsync(context.Message, context.CancellationToken);
    }
}
