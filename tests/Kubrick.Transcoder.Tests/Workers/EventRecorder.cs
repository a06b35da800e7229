using System.Collections.Concurrent;
using Kubrick.Contracts.Processing;
using Kubrick.Contracts.Streams;
using MassTransit;

namespace Kubrick.Transcoder.Tests.Workers;

/// <summary>Collects every event about streams and about processing.</summary>
public sealed class EventRecorder(ConcurrentQueue<object> events)
    : IConsumer<StreamEnded>, IConsumer<StreamFailed>, IConsumer<StreamProgressed>, IConsumer<StreamInterrupted>, IConsumer<StreamEnding>,
        IConsumer<ProcessingProgressed>, IConsumer<ProcessingDone>, IConsumer<ProcessingFailed>
{
    public Task Consume(ConsumeContext<StreamEnded> context) => Keep(context.Message);

    public Task Consume(ConsumeContext<StreamFailed> context) => Keep(context.Message);

    public Task Consume(ConsumeContext<StreamProgressed> context) => Keep(context.Message);

    public Task Consume(ConsumeContext<StreamInterrupted> context) => Keep(context.Message);

    public Task Consume(ConsumeContext<StreamEnding> context) => Keep(context.Message);

    public Task Consume(ConsumeContext<ProcessingProgressed> context) => Keep(context.Message);

    public Task Consume(ConsumeContext<ProcessingDone> context) => Keep(context.Message);

    public Task Consume(ConsumeContext<ProcessingFailed> context) => Keep(context.Message);

    private Task Keep(object message)
    {
        events.Enqueue(message);
        return Task.CompletedTask;
    }
}
