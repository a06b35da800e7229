using MassTransit;

namespace Kubrick.Ingest.Events;

/// <summary>Publishes events of streams to the other services.</summary>
internal sealed partial class StreamEventPublisher(IBus bus, TimeProvider clock, ILogger<StreamEventPublisher> logger)
{
    /// <summary>The bus itself waits for a broker without a limit.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Publishes an event that others must know before the caller continues.</summary>
    /// <exception cref="TimeoutException">The broker did not accept it in time.</exception>
    public async Task PublishAsync<T>(T message, CancellationToken cancellationToken)
        where T : class => await bus.Publish(message, cancellationToken).WaitAsync(Timeout, clock, cancellationToken);

    /// <summary>Publishes an event whose subject others also find out by themselves, later.</summary>
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

    [LoggerMessage(LogLevel.Warning, "Event not published: {Event}")]
    private partial void LogLost(string @event, Exception exception);
}
