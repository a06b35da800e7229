using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Kubrick.ServiceDefaults.Logs;

/// <summary>A lease that this process holds: nobody else gets it until it is disposed of or lost.</summary>
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

    /// <summary>What it is for.</summary>
    public string Name { get; }

    /// <summary>Cancelled when the broker took it away: it, or the way to it, is gone. Others may hold the lease from that moment.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Asks the broker whether it is held still, and answers when the broker has said so; a slow one is waited for.</summary>
    /// <exception cref="LogLostException">It is not, or nobody can know.</exception>
    public async Task ProveAsync(CancellationToken cancellationToken)
    {
        using var held = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lost.Token);
        while (true)
        {
            try
            {
                ObjectDisposedException.ThrowIf(Volatile.Read(ref isReleased) == 1, this);
                await using var asking = await connection.CreateChannelAsync(cancellationToken: held.Token);
                await asking.QueueDeclarePassiveAsync(Name, held.Token);
                return;
            }
            catch (Exception exception) when (exception is TimeoutException or OperationCanceledException && !held.IsCancellationRequested && connection.IsOpen)
            {
                // The client's own patience is at its end, not ours.
            }
            catch (Exception exception) when (exception is RabbitMQClientException or OperationCanceledException or TimeoutException or IOException or ObjectDisposedException
                && !cancellationToken.IsCancellationRequested)
            {
                throw new LogLostException($"The lease '{Name}' was lost.", exception);
            }
        }
    }

    /// <summary>Gives it back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isReleased, 1) == 1)
        {
            return;
        }

        channel.ChannelShutdownAsync -= OnShutdownAsync;
        await ChannelEnd.CloseAsync(channel);
        await LeaseQueue.DeleteAsync(connection, Name, () => onReleased(this));
    }

    private Task OnShutdownAsync(object sender, ShutdownEventArgs shutdown)
    {
        Lose();
        return Task.CompletedTask;
    }

    private void Lose()
    {
        // Where only the channel is lost the queue is still ours, and is deleted before anybody else of this process may have it.
        if (!connection.IsOpen)
        {
            onReleased(this);
        }

        // Whoever waits for it runs somewhere else: this may be the client's own reading loop.
        _ = lost.CancelAsync();
    }
}
