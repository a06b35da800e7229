using Kubrick.Contracts.Logs;
using Kubrick.Ingest.Memory;
using Kubrick.Ingest.Sockets;
using Kubrick.Ingest.Telemetry;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Publishing;

/// <summary>
/// Appends one recorder's frames to the chunk log of its recording, as long as it may. It keeps what the broker has not confirmed, and when the broker was away it
/// takes the lease again, finds out what arrived, and appends the rest again.
/// </summary>
internal sealed partial class StreamPublisher(
    string recordingId,
    SocketHearing hearing,
    MemoryShare memory,
    ChunkLogRecovery recovery,
    IOptions<IngestOptions> options,
    IngestTelemetry telemetry,
    TimeProvider clock,
    ILogger<StreamPublisher> logger) : IDisposable
{
    private readonly ChunkWindow window = new(options.Value.WindowFrames, options.Value.WindowBytes, memory);
    private readonly BrokerPatience patience = new(options.Value.BrokerPatience, clock);
    private readonly TaskCompletionSource<PublisherFate> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource givingUp = new();
    private readonly Lock gate = new();
    private PublisherFate? aim;
    private bool isStarted;
    private long durable;

    /// <summary>Completes when it no longer has the lease.</summary>
    public Task<PublisherFate> Completion => completion.Task;

    /// <summary>Why it wrote the end; null while it has not.</summary>
    public StreamEndReason? EndReason { get; private set; }

    /// <summary>The number of the next frame.</summary>
    public long NextSequence { get; private set; }

    /// <summary>The epoch that frames belong to.</summary>
    public int Epoch { get; private set; }

    /// <summary>Every frame with a number below this is durable in the broker.</summary>
    public long Durable => Interlocked.Read(ref durable);

    /// <summary>What waits for the broker.</summary>
    public ChunkWindow Window => window;

    /// <summary>Begins, behind what the log holds.</summary>
    public void Start(ChunkLogSession session)
    {
        lock (gate)
        {
            NextSequence = session.Tail.NextSequence;
            Epoch = session.Tail.Epoch;
            durable = NextSequence;
            isStarted = true;
        }

        _ = RunAsync(session);
    }

    /// <summary>Takes a frame, after waiting for room in the window and in the process. One call at a time.</summary>
    /// <param name="sequence">The number that the recorder gave it; null where it gives none, and the frame is the next.</param>
    /// <param name="bytes">Its bytes; copied before this returns.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<AppendOutcome> AppendAsync(long? sequence, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (sequence is { } number && number != NextSequence)
        {
            return number < NextSequence ? AppendOutcome.Duplicate : AppendOutcome.Gap;
        }

        var takenAt = clock.GetTimestamp();
        var publishedAt = clock.GetUtcNow();
        if (!await window.TakeRoomAsync(bytes.Length, cancellationToken))
        {
            return AppendOutcome.Over;
        }

        bool isAdded;
        lock (gate)
        {
            isAdded = window.TryAdd(new Chunk(new ChunkHeader(ChunkKind.Data, NextSequence, Epoch, publishedAt), bytes.ToArray(), takenAt));
            NextSequence += isAdded ? 1 : 0;
        }

        // Here and not in the window: others add to that, too, while a frame is still being received.
        memory.EndTurn();
        if (!isAdded)
        {
            return AppendOutcome.Over;
        }

        telemetry.FrameTaken(bytes.Length);
        return AppendOutcome.Accepted;
    }

    /// <summary>Ends the stream behind the frames that were taken. False where it was over before.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="onlyIfEmpty">Whether only a stream without a frame is to be ended.</param>
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
            window.TryAdd(new Chunk(new ChunkHeader(ChunkKind.End, NextSequence, Epoch, clock.GetUtcNow(), reason), ReadOnlyMemory<byte>.Empty, clock.GetTimestamp()));
            window.Close();
            return true;
        }
    }

    /// <summary>Lets go without an end, once the frames that were taken are durable.</summary>
    public void Release() => Leave(PublisherFate.Released);

    /// <summary>How long the broker may take from now on.</summary>
    public void GiveUpAfter(TimeSpan patience) => givingUp.CancelAfter(patience);

    /// <summary>Lets go at once and appends nothing more.</summary>
    public void Abandon()
    {
        Leave(PublisherFate.Abandoned);
        window.Clear();
    }

    /// <summary>Answers who asks the holder of the lease (<see cref="LeaseMessages"/>).</summary>
    public Task<string> AnswerAsync(string question, CancellationToken cancellationToken)
    {
        var isPublishing = isStarted && aim is null;
        switch (question)
        {
            case LeaseMessages.Stop when isPublishing:
                End(StreamEndReason.Stopped);
                return Task.FromResult(LeaseMessages.Leaving);
            case LeaseMessages.Yield when isPublishing:
                Leave(PublisherFate.TakenOver);
                return Task.FromResult(LeaseMessages.Leaving);
            case var start when isPublishing && LeaseMessages.IsStart(start, out var waited):
                var said = LeaseQuestions.AnswerStart(waited, hearing.Silence, options.Value.SilentAfter);
                if (said == LeaseMessages.Leaving)
                {
                    Leave(PublisherFate.TakenOver);
                }

                return Task.FromResult(said);
            default:
                return Task.FromResult(aim is null ? LeaseMessages.Holding : LeaseMessages.Leaving);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => givingUp.Dispose();

    private void Leave(PublisherFate fate)
    {
        lock (gate)
        {
            aim ??= fate;
            window.Close();
        }
    }

    private async Task RunAsync(ChunkLogSession first)
    {
        var fate = PublisherFate.BrokerAway;
        try
        {
            fate = await PublishAsync(first);
        }
        catch (Exception exception)
        {
            LogFailed(recordingId, exception);
        }

        window.Clear();
        LogDone(recordingId, fate, NextSequence);
        completion.TrySetResult(fate);
    }

    private async Task<PublisherFate> PublishAsync(ChunkLogSession first)
    {
        var pump = new ChunkPump(window, Confirmed);
        var session = first;
        var isRefused = false;
        while (true)
        {
            var isDone = await pump.RunAsync(session, givingUp.Token);
            if (!isDone && session.Writer.IsRecordTooLarge)
            {
                // It would be refused again on every connection. What was taken before it is still brought home.
                LogTooLarge(recordingId, window.CutAtLargest());
                Leave(PublisherFate.TooLarge);
                isRefused = true;
                isDone = window.Count == 0;
            }

            if (isDone)
            {
                return isRefused ? PublisherFate.TooLarge : aim!.Value;
            }

            // A broker that is there and confirms nothing was waited for long enough.
            if (givingUp.IsCancellationRequested || session.Writer.HasTimedOut)
            {
                return PublisherFate.BrokerAway;
            }

            patience.Lost();
            LogLost(recordingId, window.Count);
            var (next, fate) = await RecoverAsync();
            if (next is null)
            {
                return fate;
            }

            LogRecovered(recordingId, window.Count);
            session = next;
        }
    }

    private void Confirmed(IReadOnlyList<Chunk> chunks)
    {
        if (chunks.Count > 0)
        {
            patience.Confirmed();
        }

        foreach (var chunk in chunks)
        {
            telemetry.Confirmed(clock.GetElapsedTime(chunk.TakenAt));
            if (chunk.Header.Kind == ChunkKind.Data)
            {
                Interlocked.Exchange(ref durable, chunk.Header.Sequence + 1);
            }
        }
    }

    private async Task<(ChunkLogSession? Session, PublisherFate Fate)> RecoverAsync()
    {
        var (session, fate) = await recovery.ReopenAsync(recordingId, AnswerAsync, patience, givingUp.Token);
        return session is null ? (null, fate) : await ResumeAsync(session);
    }

    private async Task<(ChunkLogSession? Session, PublisherFate Fate)> ResumeAsync(ChunkLogSession session)
    {
        var tail = session.Tail;
        var arrived = window.Rewind(chunk => chunk.Header.Kind == ChunkKind.Data ? chunk.Header.Sequence < tail.NextSequence : tail.IsOver);
        Confirmed(arrived);
        if (window.Count == 0)
        {
            // There is nothing that it could take.
            patience.Confirmed();
        }

        var fate = tail.IsOver && (EndReason is null || window.Count > 0) ? PublisherFate.EndedElsewhere
            : tail.NextSequence > NextSequence ? PublisherFate.TakenOver
            : tail.NextSequence < Durable ? PublisherFate.LogDamaged
            : (PublisherFate?)null;
        if (fate is not { } known)
        {
            return (session, default);
        }

        await session.DisposeAsync();
        return (null, known);
    }

    [LoggerMessage(LogLevel.Warning, "The broker was lost to the stream {RecordingId}; {Frames} frames are not confirmed")]
    private partial void LogLost(string recordingId, int frames);

    [LoggerMessage(LogLevel.Error, "The broker takes no frame of {Bytes} bytes, as the stream {RecordingId} has: its max_message_size is smaller than Ingest__MaxFrameBytes")]
    private partial void LogTooLarge(string recordingId, long bytes);

    [LoggerMessage(LogLevel.Information, "The broker is back for the stream {RecordingId}; {Frames} frames are sent again")]
    private partial void LogRecovered(string recordingId, int frames);

    [LoggerMessage(LogLevel.Information, "Publishing of {RecordingId} is over: {Fate}, {Frames} frames in the recording")]
    private partial void LogDone(string recordingId, PublisherFate fate, long frames);

    [LoggerMessage(LogLevel.Error, "Publishing of {RecordingId} failed")]
    private partial void LogFailed(string recordingId, Exception exception);
}
