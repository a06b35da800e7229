using System.Collections.Concurrent;
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Kubrick.ServiceDefaults.Logs;

/// <summary>
/// Leases that the broker keeps: an exclusive queue belongs to one connection and goes with it, so a dead holder's lease is free the moment the broker notices.
/// The holder can be asked things through it.
/// </summary>
/// <remarks>Every member throws <see cref="BrokerUnreachableException"/> or <see cref="OperationInterruptedException"/> while the broker is away.</remarks>
public sealed class BrokerLeases(BrokerConnection broker)
{
    private const string ReplyQueue = "amq.rabbitmq.reply-to";
    private const ushort NotFound = 404;
    private const ushort Locked = 405;

    // The broker only keeps other connections away: this process keeps its own parts apart.
    private readonly ConcurrentDictionary<string, BrokerLease?> held = new(StringComparer.Ordinal);

    /// <summary>Takes a lease; null where somebody has it.</summary>
    /// <param name="name">What it is for.</param>
    /// <param name="answer">Answers what others ask the holder (<see cref="AskAsync"/>), one question at a time; it must not wait for the lease's own release.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<BrokerLease?> TryAcquireAsync(string name, Func<string, CancellationToken, Task<string>>? answer, CancellationToken cancellationToken)
    {
        if (!held.TryAdd(name, null))
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
            if (!held.TryUpdate(name, lease, null))
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
                await ChannelEnd.CloseAsync(channel);
            }

            if (channel is null || isTaken)
            {
                held.TryRemove(name, out _);
            }
            else
            {
                // The broker may have made the queue all the same: nobody would hold it, and nobody get it, for the life of the connection.
                // The next of this process has to wait until it is gone, or its own would be deleted.
                await LeaseQueue.DeleteAsync(connection!, name, () => held.TryRemove(name, out _));
            }

            if (isTaken)
            {
                return null;
            }

            throw;
        }
    }

    /// <summary>Whether somebody has it now.</summary>
    public async Task<bool> IsHeldAsync(string name, CancellationToken cancellationToken)
    {
        if (held.ContainsKey(name))
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

    /// <summary>Asks whoever has the lease, on whichever replica; null where nobody has it, or nobody answers in time.</summary>
    public async Task<string?> AskAsync(string name, string question, TimeSpan patience, CancellationToken cancellationToken)
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
            "", name, mandatory: true, new BasicProperties { ReplyTo = ReplyQueue }, Encoding.UTF8.GetBytes(question), cancellationToken);
        try
        {
            return await reply.Task.WaitAsync(patience, cancellationToken);
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
            var question = Encoding.UTF8.GetString(delivery.Body.Span);
            if (answer is null || delivery.BasicProperties.ReplyTo is not { Length: > 0 } replyTo)
            {
                return;
            }

            var text = await answer(question, lease.Lost);
            await channel.BasicPublishAsync("", replyTo, mandatory: false, new BasicProperties(), Encoding.UTF8.GetBytes(text), CancellationToken.None);
        };
        await channel.BasicConsumeAsync(lease.Name, autoAck: true, consumer, cancellationToken);
    }

    private void Forget(BrokerLease lease) => held.TryRemove(KeyValuePair.Create<string, BrokerLease?>(lease.Name, lease));

    private async Task<IChannel> OpenChannelAsync(CancellationToken cancellationToken)
    {
        var connection = await broker.GetAsync(cancellationToken);
        return await connection.CreateChannelAsync(cancellationToken: cancellationToken);
    }
}
