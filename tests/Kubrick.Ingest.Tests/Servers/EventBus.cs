using System.Collections.Concurrent;
using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Streams;
using Kubrick.Testing;
using MassTransit;

namespace Kubrick.Ingest.Tests.Servers;

/// <summary>The other services on the bus: publishes their events, and keeps those of Ingest.</summary>
internal sealed class EventBus : IAsyncDisposable
{
    private readonly IBusControl bus;
    private readonly ConcurrentQueue<object> seen = new();

    private EventBus(string address)
    {
        bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(new Uri(address));
            rabbit.ReceiveEndpoint(new TemporaryEndpointDefinition(), DefaultEndpointNameFormatter.Instance, endpoint =>
            {
                endpoint.Handler<StreamStarted>(Keep);
                endpoint.Handler<StreamResumed>(Keep);
                endpoint.Handler<StreamEnding>(Keep);
                endpoint.Handler<StreamPausesReported>(Keep);
                endpoint.Handler<StreamInterrupted>(Keep);
            });
        });
    }

    public static async Task<EventBus> StartAsync(string address)
    {
        var events = new EventBus(address);
        await events.bus.StartAsync(TestContext.Current.CancellationToken);
        return events;
    }

    public IReadOnlyList<T> Seen<T>(Func<T, bool> isWanted) => [.. seen.OfType<T>().Where(isWanted)];

    public async Task<T> WaitAsync<T>(Func<T, bool> isWanted)
    {
        await Eventually.TrueAsync($"a {typeof(T).Name}", () => Task.FromResult(seen.OfType<T>().Any(isWanted)), TestContext.Current.CancellationToken);
        return seen.OfType<T>().First(isWanted);
    }

    /// <summary>The worker has finished a stream.</summary>
    public Task EndAsync(string id, long durationMs = 4200, long segments = 3, long bytes = 12345, params StreamLoss[] losses) => bus.Publish(
        new StreamEnded(id, Now, Now, new StreamTotals(durationMs, segments, bytes, 777), "playlist", new StreamArchive("key", "local", "bucket", "video/webm", 777, new string('a', 64)))
        {
            Losses = losses,
        },
        TestContext.Current.CancellationToken);

    /// <summary>The worker has failed a stream.</summary>
    public Task FailAsync(string id, string code = StreamErrorCodes.InvalidMedia, string reason = "The bytes are no media.") => bus.Publish(
        new StreamFailed(id, Now, Now, code, reason, new StreamTotals(1000, 1, 99, 5), null, null), TestContext.Current.CancellationToken);

    public Task DeleteAsync(string id) => bus.Publish(new RecordingDeleted(id, null, null, Now), TestContext.Current.CancellationToken);

    public Task PublishAsync(object message) => bus.Publish(message, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync() => await bus.StopAsync(CancellationToken.None);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private Task Keep<T>(ConsumeContext<T> context)
        where T : class
    {
        seen.Enqueue(context.Message);
        return Task.CompletedTask;
    }
}
