using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Kubrick.ServiceDefaults.Logs;

/// <summary>
/// Appends to one log, in the order of the calls, many records under way at once. The broker confirms in order: everything up to <see cref="Confirmed"/> is durable.
/// Once lost it stays lost: open another, and append again what was not confirmed.
/// </summary>
public sealed class StreamLogWriter : IAsyncDisposable
{
    private const ushort PreconditionFailed = 406;

    private readonly string name;
    private readonly IChannel channel;
    private readonly StreamLogWindow window;
    private readonly SemaphoreSlim order = new(1, 1);
    private readonly Lock gate = new();
    private readonly Queue<(long Number, int Bytes)> underWay = new();
    private readonly HashSet<long> confirmedEarly = [];
    private readonly CancellationTokenSource lost = new();
    private readonly WriterSilence silence;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? reason;
    private long appended;
    private long bytesUnderWay;

    internal StreamLogWriter(string name, IChannel channel, StreamLogWindow window, TimeProvider clock)
    {
        this.name = name;
        this.channel = channel;
        this.window = window;
        silence = new WriterSilence(window.Patience, clock, OnSilence);
        channel.BasicAcksAsync += OnAckAsync;
        channel.BasicNacksAsync += OnNackAsync;
        channel.BasicReturnAsync += OnReturnAsync;
        channel.ChannelShutdownAsync += OnShutdownAsync;
        if (channel.CloseReason is { } already)
        {
            Lose(already.ReplyText);
        }
    }

    /// <summary>Up to which record, counted from 1, everything that this writer appended is durable.</summary>
    public long Confirmed { get; private set; }

    /// <summary>Whether it was lost because the broker, though there, confirmed nothing for too long (<see cref="StreamLogWindow.Patience"/>).</summary>
    public bool IsSilent { get; private set; }

    /// <summary>Whether it was lost because a record is larger than the broker takes (its <c>max_message_size</c>): on every channel it would be again.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>Cancelled when the log is lost to this writer.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Appends one record, after waiting for room in the window. Its bytes are copied before this returns.</summary>
    /// <returns>The record's number with this writer, from 1: see <see cref="Confirmed"/>.</returns>
    /// <exception cref="LogLostException">The log was lost; whether this record stands in it is not known.</exception>
    public async ValueTask<long> AppendAsync(IDictionary<string, object?> headers, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await order.WaitAsync(cancellationToken);
        try
        {
            await WaitAsync(() => underWay.Count == 0 || (underWay.Count < window.Records && bytesUnderWay + body.Length <= window.Bytes), cancellationToken);
            long number;
            lock (gate)
            {
                ThrowIfLost();
                if (underWay.Count == 0)
                {
                    silence.Break();
                }

                number = ++appended;
                underWay.Enqueue((number, body.Length));
                bytesUnderWay += body.Length;
            }

            // Once begun a record is sent whole: one that is called off half way would leave the count of confirms wrong.
            var publishing = channel.BasicPublishAsync("", name, mandatory: true, new BasicProperties { Headers = headers, Persistent = true }, body, CancellationToken.None);
            // A broker that has stopped reading lets it hang.
            await publishing.AsTask().WaitAsync(lost.Token);
            return number;
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new LogLostException($"The log '{name}' was lost: {reason}");
        }
        catch (Exception exception) when (exception is not (LogLostException or OperationCanceledException))
        {
            Lose(exception.Message);
            throw new LogLostException($"The log '{name}' was lost: {exception.Message}", exception);
        }
        finally
        {
            order.Release();
        }
    }

    /// <summary>Waits until everything up to a record is durable.</summary>
    /// <exception cref="LogLostException">The log was lost before that.</exception>
    public Task WhenConfirmedAsync(long number, CancellationToken cancellationToken) => WaitAsync(() => Confirmed >= number, cancellationToken);

    /// <summary>Waits until more is durable than <paramref name="number"/>, and answers how far.</summary>
    /// <exception cref="LogLostException">The log was lost before that.</exception>
    public async Task<long> WhenConfirmedBeyondAsync(long number, CancellationToken cancellationToken)
    {
        await WaitAsync(() => Confirmed > number, cancellationToken);
        lock (gate)
        {
            return Confirmed;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        channel.BasicAcksAsync -= OnAckAsync;
        channel.BasicNacksAsync -= OnNackAsync;
        channel.BasicReturnAsync -= OnReturnAsync;
        channel.ChannelShutdownAsync -= OnShutdownAsync;
        Lose("closed");
        await silence.DisposeAsync();
        await ChannelEnd.CloseAsync(channel);
    }

    private async Task WaitAsync(Func<bool> isReached, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (isReached())
                {
                    return;
                }

                ThrowIfLost();
                next = changed.Task;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    private void ThrowIfLost()
    {
        if (reason is not null)
        {
            throw new LogLostException($"The log '{name}' was lost: {reason}");
        }
    }

    private void OnSilence()
    {
        lock (gate)
        {
            if (underWay.Count == 0 || reason is not null)
            {
                return;
            }

            IsSilent = true;
        }

        Lose("the broker confirmed nothing for too long");
    }

    private Task OnAckAsync(object sender, BasicAckEventArgs ack)
    {
        lock (gate)
        {
            if (reason is not null)
            {
                // After a loss nothing is known to be durable: a record that has no place is confirmed like any other.
                return Task.CompletedTask;
            }

            if (ack.Multiple)
            {
                ConfirmUpTo((long)ack.DeliveryTag);
            }
            else
            {
                confirmedEarly.Add((long)ack.DeliveryTag);
            }

            while (underWay.TryPeek(out var first) && confirmedEarly.Remove(first.Number))
            {
                ConfirmUpTo(first.Number);
            }

            Signal();
        }

        return Task.CompletedTask;
    }

    private void ConfirmUpTo(long number)
    {
        while (underWay.TryPeek(out var first) && first.Number <= number)
        {
            underWay.Dequeue();
            confirmedEarly.Remove(first.Number);
            bytesUnderWay -= first.Bytes;
            silence.Break();
            Confirmed = first.Number;
        }
    }

    private Task OnNackAsync(object sender, BasicNackEventArgs nack)
    {
        Lose("the broker refused a record");
        return Task.CompletedTask;
    }

    /// <summary>It comes before the confirm, which the broker gives for a record without a place, too.</summary>
    private Task OnReturnAsync(object sender, BasicReturnEventArgs returned)
    {
        Lose("there is no such log any more");
        return Task.CompletedTask;
    }

    private Task OnShutdownAsync(object sender, ShutdownEventArgs shutdown)
    {
        // The broker has this code for other faults, too; only its sentence tells them apart.
        IsTooLarge = shutdown.ReplyCode == PreconditionFailed && shutdown.ReplyText.Contains("message size", StringComparison.OrdinalIgnoreCase);
        Lose(shutdown.ReplyText);
        return Task.CompletedTask;
    }

    private void Lose(string why)
    {
        lock (gate)
        {
            if (reason is not null)
            {
                return;
            }

            reason = why;
            Signal();
        }

        // Whoever waits for it runs somewhere else: this may be the client's own reading loop.
        _ = lost.CancelAsync();
    }

    private void Signal()
    {
        var waiting = changed;
        changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.TrySetResult();
    }
}
