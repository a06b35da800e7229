using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Kubrick.Messaging;

/// <summary>
/// Delays the bus's connection attempts until the broker listens. The bus itself retries with growing pauses of up to 30 s and keeps the last pause for the next loss, so
/// events would resume that much later than the broker.
/// </summary>
internal sealed partial class BrokerProbe(IOptions<BrokerSettings> settings, IHostApplicationLifetime lifetime, ILogger<BrokerProbe> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>A network that drops packets answers nothing at all.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Waits until the broker accepts TCP connections; nothing is sent.</summary>
    /// <exception cref="OperationCanceledException">The service stops.</exception>
    public async Task WaitAsync()
    {
        var broker = new AmqpTcpEndpoint(settings.Value.ToUri());
        var wasUnreachable = false;
        while (await FindFaultAsync(broker) is { } fault)
        {
            if (!wasUnreachable)
            {
                LogUnreachable(fault);
                wasUnreachable = true;
            }

            await Task.Delay(Interval, lifetime.ApplicationStopping);
        }

        if (wasUnreachable)
        {
            LogReachable();
        }
    }

    /// <summary>The reason why a connection fails; null when it succeeds.</summary>
    private async Task<string?> FindFaultAsync(AmqpTcpEndpoint broker)
    {
        using var timeout = new CancellationTokenSource(ConnectTimeout);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, lifetime.ApplicationStopping);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(broker.HostName, broker.Port, stop.Token);
            return null;
        }
        catch (SocketException exception)
        {
            return exception.Message;
        }
        catch (OperationCanceledException) when (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return $"no answer within {ConnectTimeout.TotalSeconds} s";
        }
    }

    [LoggerMessage(LogLevel.Warning, "Broker unreachable; the bus connects as soon as it listens: {Reason}")]
    private partial void LogUnreachable(string reason);

    [LoggerMessage(LogLevel.Information, "Broker reachable")]
    private partial void LogReachable();
}
