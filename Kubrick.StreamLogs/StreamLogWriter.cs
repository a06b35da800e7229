using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Kubrick.StreamLogs;

/// <summary>
/// Appends to one log, in the order of the calls, with many records in flight at once. Everything up to <see cref="Confirmed"/> is durable. A writer that is lost stays
/// lost: open another one and append the unconfirmed records again.
/// </summary>
public sealed class StreamLogWriter : IAsyncDisposable
{
    private const ushort PreconditionFailed = 406;

    private readonly IChannel channel;
    private readonly StreamLogWindow window;
    private readonly SemaphoreSlim order = new(1, 1);
    private readonly Lock gate = new();
    private readonly AsyncSignal changed;
    private readonly Queue<InFlightRecord> inFlight = new();
    private readonly HashSet<long> confirmedEarly = [];
    private readonly List<object> confirmedTags = [];
    private readonly CancellationTokenSource lost = new();
    private readonly ConfirmWatch confirms;
    private string? reason;
    private long appended;
    private long bytesInFlight;

    internal StreamLogWriter(string name, IChannel channel, StreamLogWindow window, TimeProvider clock)
    {
        Name = name;
        this.channel = channel;
        this.window = window;
        changed = new AsyncSignal(gate);
        confirms = new ConfirmWatch(window.ConfirmTimeout, clock, OnConfirmTimeout);
        channel.BasicAcksAsync += OnAckAsync;
        channel.BasicNacksAsync += OnNackAsync;
        channel.BasicReturnAsync += OnReturnAsync;
        channel.ChannelShutdownAsync += OnShutdownAsync;
        if (channel.CloseReason is { } already)
        {
            Lose(already.ReplyText);
        }
    }

    /// <summary>The log.</summary>
    public string Name { get; }

    /// <summary>Up to which record, counted from 1, everything that this writer appended is durable.</summary>
    public long Confirmed { get; private set; }

    /// <summary>Whether it was lost because the broker, although reachable, confirmed nothing for too long (<see cref="StreamLogWindow.ConfirmTimeout"/>).</summary>
    public bool HasTimedOut { get; private set; }

    /// <summary>Whether it was lost because a record exceeds the broker's <c>max_message_size</c>: every other writer would be lost as well.</summary>
    public bool IsRecordTooLarge { get; private set; }

    /// <summary>Cancelled when the writer is lost.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Appends one record, after waiting for room in the window. Its bytes are copied before this returns.</summary>
    /// <returns>The record's number with this writer, from 1: see <see cref="Confirmed"/>.</returns>
    /// <exception cref="LogLostException">The writer was lost; the log may or may not contain the record.</exception>
    public async ValueTask<long> AppendAsync(IDictionary<string, object?> headers, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var record = new InFlightRecord(body.Length, null);
        await AppendAsync(record, headers, body, cancellationToken);
        return record.Number;
    }

    /// <summary>
    /// Appends one record for a caller that appends it again after a loss. An accepted record's tag comes back exactly once: from <see cref="TakeConfirmedAsync"/>, or, once
    /// the writer is lost, from <see cref="TakeConfirmed"/> or <see cref="TakeUnconfirmed"/>.
    /// </summary>
    /// <returns>Whether the record was accepted; false when the writer was lost, or the wait cancelled.</returns>
    public async ValueTask<bool> TryAppendAsync(IDictionary<string, object?> headers, ReadOnlyMemory<byte> body, object tag, CancellationToken cancellationToken)
    {
        var record = new InFlightRecord(body.Length, tag);
        try
        {
            await AppendAsync(record, headers, body, cancellationToken);
        }
        catch (Exception exception) when (exception is LogLostException or OperationCanceledException)
        {
            // The record's number says whether it was accepted before.
        }

        return record.Number > 0;
    }

    /// <summary>Waits until everything up to a record is durable.</summary>
    /// <exception cref="LogLostException">The writer was lost before that.</exception>
    public Task WhenConfirmedAsync(long number, CancellationToken cancellationToken) => WaitAsync(() => Confirmed >= number, cancellationToken);

    /// <summary>Waits for records to become durable, and returns their tags in order.</summary>
    /// <exception cref="LogLostException">The writer was lost before that.</exception>
    public async Task<IReadOnlyList<object>> TakeConfirmedAsync(CancellationToken cancellationToken)
    {
        await WaitAsync(() => confirmedTags.Count > 0, cancellationToken);
        return TakeConfirmed();
    }

    /// <summary>The tags of durable records that were not taken yet.</summary>
    public IReadOnlyList<object> TakeConfirmed()
    {
        lock (gate)
        {
            object[] taken = [.. confirmedTags];
            confirmedTags.Clear();
            return taken;
        }
    }

    /// <summary>The tags of the records that were in flight when the writer was lost, in order.</summary>
    /// <exception cref="InvalidOperationException">The writer is not lost.</exception>
    public IReadOnlyList<object> TakeUnconfirmed()
    {
        lock (gate)
        {
            if (reason is null)
            {
                throw new InvalidOperationException($"The writer of '{Name}' may still confirm its records.");
            }

            object[] taken = [.. inFlight.Select(record => record.Tag).OfType<object>()];
            inFlight.Clear();
            return taken;
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
        await confirms.DisposeAsync();
        await ChannelCleanup.CloseAsync(channel);
    }

    private async ValueTask AppendAsync(InFlightRecord record, IDictionary<string, object?> headers, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await order.WaitAsync(cancellationToken);
        try
        {
            await WaitAsync(() => inFlight.Count == 0 || (inFlight.Count < window.Records && bytesInFlight + body.Length <= window.Bytes), cancellationToken);
            lock (gate)
            {
                ThrowIfLost();
                if (inFlight.Count == 0)
                {
                    confirms.Restart();
                }

                record.Number = ++appended;
                inFlight.Enqueue(record);
                bytesInFlight += body.Length;
            }

            // Not cancellable: a record that is half sent would leave the count of confirms wrong.
            var publishing = channel.BasicPublishAsync("", Name, mandatory: true, new BasicProperties { Headers = headers, Persistent = true }, body, CancellationToken.None);
            // It blocks while the broker does not read.
            await publishing.AsTask().WaitAsync(lost.Token);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new LogLostException($"The log '{Name}' was lost: {reason}");
        }
        catch (Exception exception) when (exception is not (LogLostException or OperationCanceledException))
        {
            Lose(exception.Message);
            throw new LogLostException($"The log '{Name}' was lost: {exception.Message}", exception);
        }
        finally
        {
            order.Release();
        }
    }

    /// <summary>Waits for a condition, which is tested inside the lock; throws when the writer is lost before it is true.</summary>
    private async Task WaitAsync(Func<bool> isReached, CancellationToken cancellationToken)
    {
        var isReady = false;
        await changed.WaitAsync(() => (isReady = isReached()) || reason is not null, cancellationToken);
        if (!isReady)
        {
            ThrowIfLost();
        }
    }

    private void ThrowIfLost()
    {
        if (reason is not null)
        {
            throw new LogLostException($"The log '{Name}' was lost: {reason}");
        }
    }

    private void OnConfirmTimeout()
    {
        lock (gate)
        {
            if (inFlight.Count == 0 || reason is not null)
            {
                return;
            }

            HasTimedOut = true;
        }

        Lose("the broker confirmed nothing for too long");
    }

    private Task OnAckAsync(object sender, BasicAckEventArgs ack)
    {
        lock (gate)
        {
            if (reason is not null)
            {
                // After a loss nothing counts as durable: the broker also confirms records that it could not route.
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

            while (inFlight.TryPeek(out var first) && confirmedEarly.Remove(first.Number))
            {
                ConfirmUpTo(first.Number);
            }

            changed.Set();
        }

        return Task.CompletedTask;
    }

    private void ConfirmUpTo(long number)
    {
        while (inFlight.TryPeek(out var first) && first.Number <= number)
        {
            inFlight.Dequeue();
            confirmedEarly.Remove(first.Number);
            bytesInFlight -= first.Bytes;
            confirms.Restart();
            Confirmed = first.Number;
            if (first.Tag is { } tag)
            {
                confirmedTags.Add(tag);
            }
        }
    }

    private Task OnNackAsync(object sender, BasicNackEventArgs nack)
    {
        Lose("the broker refused a record");
        return Task.CompletedTask;
    }

    /// <summary>A record that cannot be routed is returned before it is confirmed.</summary>
    private Task OnReturnAsync(object sender, BasicReturnEventArgs returned)
    {
        Lose("there is no such log any more");
        return Task.CompletedTask;
    }

    private Task OnShutdownAsync(object sender, ShutdownEventArgs shutdown)
    {
        // The code has other causes, too; only the text distinguishes them.
        IsRecordTooLarge = shutdown.ReplyCode == PreconditionFailed && shutdown.ReplyText.Contains("message size", StringComparison.OrdinalIgnoreCase);
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
            changed.Set();
        }

        // Callbacks run on other threads: this may be the client's own read loop.
        _ = lost.CancelAsync();
    }
}
