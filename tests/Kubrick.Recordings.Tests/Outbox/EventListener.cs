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
                endpoint.Handler<RecordingCreated>(context => Receive(context, context.Message.RecordingId));
                endpoint.Handler<RecordingRenamed>(context => Receive(context, context.Message.RecordingId));
                endpoint.Handler<RecordingStatusChanged>(context => Receive(context, context.Message.RecordingId));
                endpoint.Handler<RecordingDeleted>(context => Receive(context, context.Message.RecordingId));
            });
        });
    }

    /// <summary>The received events, with the ids of the message and the recording.</summary>
    public ConcurrentQueue<(Guid MessageId, string RecordingId, object Happened)> Received { get; } = new();

    public static async Task<EventListener> StartAsync(string broker, CancellationToken cancellationToken)
    {
        var listener = new EventListener(broker);
        await listener.bus.StartAsync(cancellationToken);
        return listener;
    }

    /// <summary>The events of a recording without duplicates, in the order of their first copies.</summary>
    public IReadOnlyList<object> Of(string recordingId) =>
        [.. Received.Where(received => received.RecordingId == recordingId).DistinctBy(received => received.MessageId).Select(received => received.Happened)];

    public async ValueTask DisposeAsync() => await bus.StopAsync(CancellationToken.None);

    private Task Receive<T>(ConsumeContext<T> context, string recordingId)
        where T : class
    {
        Received.Enqueue((context.MessageId!.Value, recordingId, context.Message));
        return Task.CompletedTask;
    }
}
