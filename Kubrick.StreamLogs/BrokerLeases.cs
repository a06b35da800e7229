using System.Collections.Concurrent;
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Kubrick.StreamLogs;

/// <summary>
/// Leases kept by the broker: an exclusive queue belongs to one connection and is deleted with it, so the lease of a dead owner becomes free when the broker notices.
/// The queue also carries requests to the owner (<see cref="Contracts.Logs.LeaseMessages"/>).
/// </summary>
/// <remarks>Every member throws <see cref="BrokerUnreachableException"/> or <see cref="OperationInterruptedException"/> while the broker is unavailable.</remarks>
public sealed class BrokerLeases(BrokerConnection broker)
{
    private const string ReplyQueue = "amq.rabbitmq.reply-to";
    private const ushort NotFound = 404;
    private const ushort Locked = 405;

    // The broker excludes other connections only; within this process the dictionary does.
    private readonly ConcurrentDictionary<string, BrokerLease?> owned = new(StringComparer.Ordinal);

    /// <summary>Takes a lease; null when it is owned already.</summary>
    /// <param name="name">The lease.</param>
    /// <param name="answer">Answers requests to the owner (<see cref="AskAsync"/>), one at a time; it must not wait for the lease's own release.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    public async Task<BrokerLease?> TryAcquireAsync(string name, Func<string, CancellationToken, Task<string>>? answer, CancellationToken cancellationToken)
    {
        if (!owned.TryAdd(name, null))
        {
            return null;
        }

        IConnection? connection = null;
        IChannel? channel = null;
        try
        {
            connection = await broker.GetAsync(cancellationToken);
            channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await channel.QueueDeclareAsync(name, durable: false, exclusive: true, autoDelete: false, cancellationToken: cancellationToken);
            var lease = new BrokerLease(name, connection, channel, Forget);
            if (!owned.TryUpdate(name, lease, null))
            {
                throw new InvalidOperationException($"The lease '{name}' was taken twice.");
            }

            await ListenAsync(lease, channel, answer, cancellationToken);
            return lease;
        }
        catch (Exception exception)
        {
            var isTaken = exception is OperationInterruptedException { ShutdownReason.ReplyCode: Locked };
            if (channel is not null)
            {
                await ChannelCleanup.CloseAsync(channel);
            }

            if (channel is null || isTaken)
            {
                owned.TryRemove(name, out _);
            }
            else
            {
                // The broker may have created the queue nevertheless, and would keep it as long as the connection lives.
                // This process may try again only after the deletion, which would otherwise delete the new queue.
                await ChannelCleanup.DeleteQueueAsync(connection!, name, () => owned.TryRemove(name, out _));
            }

            if (isTaken)
            {
                return null;
            }

            throw;
        }
    }

    /// <summary>Whether the lease is owned now, by this process or another.</summary>
    public async Task<bool> IsOwnedAsync(string name, CancellationToken cancellationToken)
    {
        if (owned.ContainsKey(name))
        {
            return true;
        }

        await using var channel = await OpenChannelAsync(cancellationToken);
        try
        {
            await channel.QueueDeclarePassiveAsync(name, cancellationToken);
            return true;
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode is NotFound or Locked)
        {
            return exception.ShutdownReason.ReplyCode == Locked;
        }
    }

    /// <summary>Sends a request to the owner, on whichever replica; null when there is none, or it does not answer in time.</summary>
    public async Task<string?> AskAsync(string name, string request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await using var channel = await OpenChannelAsync(cancellationToken);
        var reply = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.BasicReturnAsync += (_, _) =>
        {
            reply.TrySetResult(null);
            return Task.CompletedTask;
        };
        channel.ChannelShutdownAsync += (_, shutdown) =>
        {
            reply.TrySetException(new LogLostException(shutdown.ReplyText));
            return Task.CompletedTask;
        };
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            reply.TrySetResult(Encoding.UTF8.GetString(delivery.Body.Span));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(ReplyQueue, autoAck: true, consumer, cancellationToken);
        await channel.BasicPublishAsync(
            "", name, mandatory: true, new BasicProperties { ReplyTo = ReplyQueue }, Encoding.UTF8.GetBytes(request), cancellationToken);
        try
        {
            return await reply.Task.WaitAsync(timeout, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private static async Task ListenAsync(BrokerLease lease, IChannel channel, Func<string, CancellationToken, Task<string>>? answer, CancellationToken cancellationToken)
    {
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            var request = Encoding.UTF8.GetString(delivery.Body.Span);
            if (answer is null || delivery.BasicProperties.ReplyTo is not { Length: > 0 } replyTo)
            {
                return;
            }

            var text = await answer(request, lease.Lost);
            await channel.BasicPublishAsync("", replyTo, mandatory: false, new BasicProperties(), Encoding.UTF8.GetBytes(text), CancellationToken.None);
        };
        await channel.BasicConsumeAsync(lease.Name, autoAck: true, consumer, cancellationToken);
    }

    private void Forget(BrokerLease lease) => owned.TryRemove(KeyValuePair.Create<string, BrokerLease?>(lease.Name, lease));

    private async Task<IChannel> OpenChannelAsync(CancellationToken cancellationToken)
    {
        var connection = await broker.GetAsync(cancellationToken);
        return await connection.CreateChannelAsync(cancellationToken: cancellationToken);
    }
}
