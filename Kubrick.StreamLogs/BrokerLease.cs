using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Kubrick.StreamLogs;

/// <summary>A lease that this process owns until it disposes it or loses it.</summary>
public sealed class BrokerLease : IAsyncDisposable
{
    private readonly IConnection connection;
    private readonly IChannel channel;
    private readonly Action<BrokerLease> onReleased;
    private readonly CancellationTokenSource lost = new();
    private int isReleased;

    internal BrokerLease(string name, IConnection connection, IChannel channel, Action<BrokerLease> onReleased)
    {
        Name = name;
        this.connection = connection;
        this.channel = channel;
        this.onReleased = onReleased;
        channel.ChannelShutdownAsync += OnShutdownAsync;
        if (!channel.IsOpen)
        {
            Lose();
        }
    }

    /// <summary>The lease's name: that of its queue.</summary>
    public string Name { get; }

    /// <summary>Cancelled when the broker or the connection to it is lost. From that moment others may own the lease.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Verifies with the broker that this process still owns the lease; waits for a slow broker.</summary>
    /// <exception cref="LogLostException">The lease was lost, or the broker cannot be asked.</exception>
    public async Task ProveAsync(CancellationToken cancellationToken)
    {
        using var owned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lost.Token);
        while (true)
        {
            try
            {
                ObjectDisposedException.ThrowIf(Volatile.Read(ref isReleased) == 1, this);
                await using var probe = await connection.CreateChannelAsync(cancellationToken: owned.Token);
                await probe.QueueDeclarePassiveAsync(Name, owned.Token);
                return;
            }
            catch (Exception exception) when (exception is TimeoutException or OperationCanceledException && !owned.IsCancellationRequested && connection.IsOpen)
            {
                // The client's own timeout, not the caller's.
            }
            catch (Exception exception) when (exception is RabbitMQClientException or OperationCanceledException or TimeoutException or IOException or ObjectDisposedException
                && !cancellationToken.IsCancellationRequested)
            {
                throw new LogLostException($"The lease '{Name}' was lost.", exception);
            }
        }
    }

    /// <summary>Releases the lease.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isReleased, 1) == 1)
        {
            return;
        }

        channel.ChannelShutdownAsync -= OnShutdownAsync;
        await ChannelCleanup.CloseAsync(channel);
        await ChannelCleanup.DeleteQueueAsync(connection, Name, () => onReleased(this));
    }

    private Task OnShutdownAsync(object sender, ShutdownEventArgs shutdown)
    {
        Lose();
        return Task.CompletedTask;
    }

    private void Lose()
    {
        // When only the channel is lost, the queue still belongs to this connection; it is deleted before another part of this process may take the lease.
        if (!connection.IsOpen)
        {
            onReleased(this);
        }

        // Callbacks run on other threads: this may be the client's own read loop.
        _ = lost.CancelAsync();
    }
}
