using System.Collections.Concurrent;
using Kubrick.Contracts.Recordings;
using MassTransit;

namespace Kubrick.Recordings.Tests.Outbox;

/// <summary>
/// Another service that receives every event of recordings, one at a time: concurrent handlers finish in any order, whatever the order of the queue.
/// </summary>
internal sealed class EventListener : IAsyncDisposable
{
    private readonly IBusControl bus;

    private EventListener(string broker)
    {
        bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(new Uri(broker));
            rabbit.ReceiveEndpoint(new TemporaryEndpointDefinition(), endpoint =>
            {
                endpoint.ConcurrentMessageLimit = 1;
                endpoint.Handler<RecordingCreated>(context => Hear(context, context.Message.RecordingId));
                endpoint.Handler<RecordingRenamed>(context => Hear(context, context.Message.RecordingId));
                endpoint.Handler<RecordingStatusChanged>(context => Hear(context, context.Message.RecordingId));
                endpoint.Handler<RecordingDeleted>(context => Hear(context, context.Message.RecordingId));
            });
        });
    }

    /// <summary>What was heard, with the id of the message and of the recording.</summary>
    public ConcurrentQueue<(Guid MessageId, string RecordingId, object Happened)> Heard { get; } = new();

    public static async Task<EventListener> StartAsync(string broker, CancellationToken cancellationToken)
    {
        var listener = new EventListener(broker);
        await listener.bus.StartAsync(cancellationToken);
        return listener;
    }

    /// <summary>What happened to a recording, each message once and in the order of its first arrival.</summary>
    public IReadOnlyList<object> Of(string recordingId) =>
        [.. Heard.Where(heard => heard.RecordingId == recordingId).DistinctBy(heard => heard.MessageId).Select(heard => heard.Happened)];

    public async ValueTask DisposeAsync() => await bus.StopAsync(CancellationToken.None);

    private Task Hear<T>(ConsumeContext<T> context, string recordingId)
        where T : class
    {
        Heard.Enqueue((context.MessageId!.Value, recordingId, context.Message));
        return Task.CompletedTask;
    }
}
