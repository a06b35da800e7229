using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Kubrick.ServiceDefaults.Messaging;

/// <summary>
/// Lets the bus connect no sooner than the broker listens. Left to itself the bus tries, fails, and waits longer each time, half a minute in the end, and remembers
/// that for the next loss: events would come that much later than the broker does.
/// </summary>
internal sealed partial class BrokerDoor(IOptions<RabbitMqSettings> settings, IHostApplicationLifetime lifetime, ILogger<BrokerDoor> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>A network that loses what is sent answers nothing at all.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Waits until the broker listens; nothing is said to it.</summary>
    /// <exception cref="OperationCanceledException">The service stops.</exception>
    public async Task WaitAsync()
    {
        var broker = new AmqpTcpEndpoint(new Uri(settings.Value.ConnectionString));
        var wasAway = false;
        while (await FindFaultAsync(broker) is { } fault)
        {
            if (!wasAway)
            {
                LogAway(fault);
                wasAway = true;
            }

            await Task.Delay(Pause, lifetime.ApplicationStopping);
        }

        if (wasAway)
        {
            LogBack();
        }
    }

    /// <summary>Why nobody can connect; null where somebody can.</summary>
    private async Task<string?> FindFaultAsync(AmqpTcpEndpoint broker)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, lifetime.ApplicationStopping);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(broker.HostName, broker.Port, end.Token);
            return null;
        }
        catch (SocketException exception)
        {
            return exception.Message;
        }
        catch (OperationCanceledException) when (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return $"no answer within {Patience.TotalSeconds} s";
        }
    }

    [LoggerMessage(LogLevel.Warning, "The broker does not listen; the bus connects as soon as it does: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(LogLevel.Information, "The broker listens")]
    private partial void LogBack();
}
