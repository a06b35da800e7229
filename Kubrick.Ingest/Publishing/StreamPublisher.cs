using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Memory;
using Kubrick.Ingest.Telemetry;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Publishing;

/// <summary>
/// Appends one recorder's frames to the chunk log of its recording while it owns the publisher's lease. When the broker is lost, it takes the lease again, reads which
/// records arrived, and appends the others again.
/// </summary>
internal sealed partial class StreamPublisher(
    string recordingId,
    Func<TimeSpan> silence,
    MemoryShare memory,
    ChunkLogRecovery recovery,
    IOptions<IngestOptions> options,
    IngestTelemetry telemetry,
    TimeProvider clock,
    ILogger<StreamPublisher> logger) : IDisposable
{
    private readonly ChunkSequence sequence = new(new ChunkQueue(options.Value.MaxUnconfirmedFrames, options.Value.MaxUnconfirmedBytes, memory), telemetry, clock);
    private readonly BrokerOutage outage = new(options.Value.BrokerTimeout, clock);
    private readonly TaskCompletionSource<PublisherFate> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource givingUp = new();
    private readonly Lock gate = new();
    private PublisherFate? aim;
    private StreamEndReason? pendingEnd;
    private ITimer? pendingTimer;
    private bool isStarted;

    /// <summary>Completes when it no longer owns the lease.</summary>
    public Task<PublisherFate> Completion => completion.Task;

    /// <summary>The reason of the end that it appends; null when it appends none.</summary>
    public StreamEndReason? EndReason { get; private set; }

    /// <summary>Whether it accepts frames.</summary>
    public bool IsOpen
    {
        get
        {
            lock (gate)
            {
                return aim is null;
            }
        }
    }

    private ChunkQueue Queue => sequence.Queue;

    /// <summary>The number of the next frame.</summary>
    public long NextSequence => sequence.Next;

    /// <summary>Every frame with a number below this is durable in the broker.</summary>
    public long Durable => sequence.Durable;

    /// <summary>Starts after the last frame in the log.</summary>
    public void Start(ChunkLogSession session)
    {
        lock (gate)
        {
            sequence.Start(session.Tail);
            isStarted = true;
        }

        _ = RunAsync(session);
    }

    /// <summary>Accepts a frame, after waiting for room in the queue and for memory; false when it accepts no more. One call at a time.</summary>
    /// <param name="bytes">The frame; copied before this returns.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<bool> AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var receivedAt = clock.GetTimestamp();
        var publishedAt = clock.GetUtcNow();
        if (!await Queue.TakeRoomAsync(bytes.Length, cancellationToken))
        {
            return false;
        }

        lock (gate)
        {
            if (!sequence.TryAddFrame(bytes, publishedAt, receivedAt))
            {
                return false;
            }
        }

        telemetry.FrameTaken(bytes.Length);
        return true;
    }

    /// <summary>Ends the stream after the accepted frames. False when it was over before.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="onlyIfEmpty">Whether to end the stream only if it has no frame.</param>
    public bool End(StreamEndReason reason, bool onlyIfEmpty = false)
    {
        lock (gate)
        {
            if (aim is not null || (onlyIfEmpty && NextSequence > 0))
            {
                return false;
            }

            aim = PublisherFate.Ended;
            EndReason = reason;
            sequence.AddEnd(reason);
            return true;
        }
    }

    /// <summary>Notes in the log that media was received and cannot be appended; nothing when no more is appended.</summary>
    public void NoteLoss(StreamLoss loss)
    {
        lock (gate)
        {
            if (aim is null)
            {
                sequence.AddLoss(loss);
            }
        }
    }

    /// <summary>
    /// Ends the stream when the time has passed, after the frames that are accepted in the meantime. A publisher that is released before that ends the stream then: a
    /// stop is not lost.
    /// </summary>
    public void EndAfter(TimeSpan window, StreamEndReason reason)
    {
        lock (gate)
        {
            if (aim is null && pendingEnd is null)
            {
                pendingEnd = reason;
                pendingTimer = clock.CreateTimer(_ => End(reason), null, window, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Releases the lease once the accepted frames are durable, without an end unless one is pending.</summary>
    public void Release() => Leave(PublisherFate.Released);

    /// <summary>Limits how long the broker may take from now on.</summary>
    public void GiveUpAfter(TimeSpan timeout) => givingUp.CancelAfter(timeout);

    /// <summary>Releases the lease at once and appends nothing more.</summary>
    public void Abandon()
    {
        Leave(PublisherFate.Abandoned);
        Queue.Clear();
    }

    /// <summary>Answers a request to the owner of the lease (<see cref="LeaseMessages"/>).</summary>
    public Task<string> AnswerAsync(string request, CancellationToken cancellationToken)
    {
        // A pending end counts: nobody takes over a stream that its recorder has stopped.
        var isLeaving = !IsOpen || pendingEnd is not null;
        var (reply, action) = PublisherLeaseAnswers.To(request, isStarted && !isLeaving, isLeaving, silence(), options.Value.SilentAfter);
        switch (action)
        {
            case PublisherAction.End:
                End(StreamEndReason.Stopped);
                break;
            case PublisherAction.Leave:
                Leave(PublisherFate.TakenOver);
                break;
        }

        return Task.FromResult(reply);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        pendingTimer?.Dispose();
        givingUp.Dispose();
    }

    private void Leave(PublisherFate fate)
    {
        lock (gate)
        {
            if (fate is PublisherFate.Released or PublisherFate.TooLarge && pendingEnd is { } reason && End(reason))
            {
                return;
            }

            aim ??= fate;
            Queue.Close();
        }
    }

    private async Task RunAsync(ChunkLogSession first)
    {
        var fate = PublisherFate.BrokerUnavailable;
        try
        {
            fate = await PublishAsync(first);
        }
        catch (Exception exception)
        {
            LogFailed(recordingId, exception);
        }

        Queue.Clear();
        LogDone(recordingId, fate, NextSequence);
        completion.TrySetResult(fate);
    }

    private async Task<PublisherFate> PublishAsync(ChunkLogSession first)
    {
        var session = first;
        while (true)
        {
            var isDone = await session.SendAllAsync(Queue, Confirmed, givingUp.Token);
            if (!isDone && session.IsRecordTooLarge)
            {
                // Every connection would refuse it again. The frames before it are still appended, a record of the loss, and the end if the recorder has stopped.
                Leave(PublisherFate.TooLarge);
                LogTooLarge(recordingId, sequence.CutAtLargest());
                isDone = Queue.IsDrained;
            }

            if (isDone)
            {
                return aim!.Value;
            }

            if (givingUp.IsCancellationRequested || session.HasTimedOut)
            {
                return PublisherFate.BrokerUnavailable;
            }

            outage.Start();
            LogLost(recordingId, Queue.Count);
            switch (await recovery.ReopenAsync(recordingId, AnswerAsync, outage, givingUp.Token))
            {
                case Reopening.GivenUp(var fate):
                    return fate == PublisherFate.BrokerUnavailable && aim == PublisherFate.TooLarge ? PublisherFate.TooLarge : fate;
                case Reopening.Opened(var next):
                    if (Reconcile(next.Tail) is { } reason)
                    {
                        await next.DisposeAsync();
                        return reason;
                    }

                    LogRecovered(recordingId, Queue.Count);
                    session = next;
                    break;
            }
        }
    }

    private void Confirmed(IReadOnlyList<QueuedChunk> chunks)
    {
        if (chunks.Count > 0)
        {
            outage.End();
        }

        sequence.Confirm(chunks);
    }

    /// <summary>Confirms the records that the log contains; returns why the publisher cannot continue, or null.</summary>
    private PublisherFate? Reconcile(ChunkLogTail tail)
    {
        Confirmed(sequence.TakeThoseIn(tail));
        if (Queue.Count == 0)
        {
            outage.End();
        }

        return tail.IsOver && (EndReason is null || Queue.Count > 0) ? PublisherFate.EndedElsewhere
            : tail.NextSequence > NextSequence ? PublisherFate.TakenOver
            : tail.NextSequence < Durable ? PublisherFate.LogDamaged
            : null;
    }

    [LoggerMessage(LogLevel.Warning, "Broker connection lost: stream {RecordingId}, {Frames} frames unconfirmed")]
    private partial void LogLost(string recordingId, int frames);

    [LoggerMessage(LogLevel.Error, "Frame refused by the broker: stream {RecordingId}, {Bytes} bytes; the broker's max_message_size is below Ingest__MaxFrameBytes")]
    private partial void LogTooLarge(string recordingId, long bytes);

    [LoggerMessage(LogLevel.Information, "Broker connection recovered: stream {RecordingId}, {Frames} frames are sent again")]
    private partial void LogRecovered(string recordingId, int frames);

    [LoggerMessage(LogLevel.Information, "Publisher finished: stream {RecordingId}, {Fate}, {Frames} frames in the recording")]
    private partial void LogDone(string recordingId, PublisherFate fate, long frames);

    [LoggerMessage(LogLevel.Error, "Publisher failed: stream {RecordingId}")]
    private partial void LogFailed(string recordingId, Exception exception);
}
