using MassTransit;

namespace Kubrick.Ingest.Streams;

/// <summary>Tells the other services what happens to streams.</summary>
internal sealed partial class StreamEvents(IBus bus, TimeProvider clock, ILogger<StreamEvents> logger)
{
    /// <summary>The bus would wait for a broker that is away as long as it stays away.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Publishes what must be known before one goes on.</summary>
    /// <exception cref="TimeoutException">The broker did not take it in time.</exception>
    public async Task PublishAsync<T>(T message, CancellationToken cancellationToken)
        where T : class => await bus.Publish(message, cancellationToken).WaitAsync(Patience, clock, cancellationToken);

    /// <summary>Publishes what others find out by themselves, only later.</summary>
    public async Task TryPublishAsync<T>(T message, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            await PublishAsync(message, cancellationToken);
        }
        catch (Exception exception)
        {
            LogLost(typeof(T).Name, exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The event {Event} could not be published")]
    private partial void LogLost(string @event, Exception exception);
}
