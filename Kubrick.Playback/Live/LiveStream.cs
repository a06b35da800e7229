using Kubrick.Contracts.Logs;
using Kubrick.Playback.Tickets;
using Kubrick.Playback.Window;
using Kubrick.Storage;
using Kubrick.StreamLogs;

namespace Kubrick.Playback.Live;

/// <summary>
/// A stream that is watched on this replica: applies the records of its part log to the view, and lets requests wait for a later view. While the broker is
/// unreachable the view stays as it is.
/// </summary>
internal sealed partial class LiveStream : IAsyncDisposable
{
    private readonly PartLogFollower log;
    private readonly SettledRecordings recordings;
    private readonly PlaybackOptions options;
    private readonly LiveCapacity capacity;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource<AttachResult> attached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AsyncSignal changed = new();
    private readonly Lazy<Task> reading;
    private LiveView view;
    private volatile bool isClosed;
    private long touchedAt;
    private int waiters;
    private int isDisposed;

    public LiveStream(
        string recordingId, PartLogFollower log, SettledRecordings recordings, PlaybackOptions options, MediaNames names, LiveCapacity capacity, TimeProvider clock, ILogger logger)
    {
        RecordingId = recordingId;
        this.log = log;
        this.recordings = recordings;
        this.options = options;
        this.capacity = capacity;
        this.clock = clock;
        this.logger = logger;
        view = LiveView.Of(new LiveWindow(WindowLimits.Of(options)), options.TargetDuration, names);
        touchedAt = clock.GetTimestamp();
        var stopping = stop.Token;
        reading = new Lazy<Task>(() => Task.Run(() => ReadAsync(stopping), CancellationToken.None));
    }

    public string RecordingId { get; }

    public LiveView View => Volatile.Read(ref view);

    /// <summary>Whether it will never be read again. A new <see cref="LiveStream"/> must take its place.</summary>
    public bool IsClosed => isClosed;

    /// <summary>Whether the window has caught up with the log at least once; before that it shows the past.</summary>
    public bool IsReady => attached.Task is { IsCompletedSuccessfully: true } && !IsClosed;

    /// <summary>Whether the window is as new as the log. If not, media that the window lacks may still exist.</summary>
    public bool IsCurrent => log.IsCurrent;

    /// <summary>Whether no request waits, and there was none for the stream for <see cref="PlaybackOptions.IdleTimeout"/>.</summary>
    public bool IsIdle => Volatile.Read(ref waiters) == 0 && clock.GetElapsedTime(Interlocked.Read(ref touchedAt)) >= options.IdleTimeout;

    /// <summary>Restarts the idle time.</summary>
    public void Touch() => Interlocked.Exchange(ref touchedAt, clock.GetTimestamp());

    /// <summary>Starts reading, if it has not started yet, and waits until the window has caught up with the log.</summary>
    public async Task<AttachResult> AttachAsync(CancellationToken cancellationToken)
    {
        _ = reading.Value;
        if (attached.Task.IsCompleted)
        {
            return await attached.Task;
        }

        try
        {
            return await attached.Task.WaitAsync(options.AttachTimeout, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return AttachResult.TimedOut;
        }
    }

    /// <summary>Waits for a view. Null where it did not appear in time, the stream was closed, or too many requests wait already.</summary>
    public async Task<LiveView?> WaitAsync(Func<LiveView, bool> isReached, CancellationToken cancellationToken)
    {
        if (View is var current && isReached(current))
        {
            return current;
        }

        if (!TryAddWaiter())
        {
            return null;
        }

        LiveView? reached = null;
        using var timeout = new CancellationTokenSource(View.WaitTimeout, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await changed.WaitAsync(IsDone, linked.Token);
            return reached;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            RemoveWaiter();
        }

        bool IsDone()
        {
            var seen = View;
            reached = !isClosed && isReached(seen) ? seen : null;
            return isClosed || reached is not null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) == 1)
        {
            return;
        }

        await stop.CancelAsync();
        await reading.Value;
        Close();
        capacity.AddBytes(-View.Bytes);
        stop.Dispose();
    }

    private async Task ReadAsync(CancellationToken stopping)
    {
        await log.RunAsync(ApplyAsync, () => attached.TrySetResult(AttachResult.Attached), stopping);
        // The log of an ended stream is deleted after a while. Its viewers read on from memory.
        if (!View.Window.IsEnded)
        {
            Close();
        }

        attached.TrySetResult(AttachResult.Missing);
    }

    private async ValueTask ApplyAsync(PartRecord record, ReadOnlyMemory<byte> body, CancellationToken stopping)
    {
        if (record is PartLogEnded)
        {
            // The last record: nothing waits behind it.
            await recordings.WaitAsync(RecordingId, stopping);
        }

        Apply(record, body);
    }

    private void Apply(PartRecord record, ReadOnlyMemory<byte> body)
    {
        var before = View;
        var window = before.Newest.Apply(record, body);
        if (capacity.IsMemoryLow)
        {
            window = window.Shrink();
        }

        if (ReferenceEquals(before.Newest, window))
        {
            return;
        }

        var after = before.Advance(window, options.PlayableSegments, capacity.IsMemoryLow);
        capacity.AddBytes(after.Bytes - before.Bytes);
        if (record is SegmentClosed && window.Find(record.MediaSequence) is { IsWhole: false, IsStored: false })
        {
            LogSegmentIncomplete(RecordingId, record.MediaSequence);
        }

        Volatile.Write(ref view, after);
        changed.Set();
    }

    private void Close()
    {
        isClosed = true;
        changed.Set();
    }

    private bool TryAddWaiter()
    {
        if (Interlocked.Increment(ref waiters) <= options.MaxWaitersPerStream && capacity.TryAddWaiter())
        {
            return true;
        }

        Interlocked.Decrement(ref waiters);
        return false;
    }

    private void RemoveWaiter()
    {
        capacity.RemoveWaiter();
        Interlocked.Decrement(ref waiters);
    }

    [LoggerMessage(LogLevel.Information, "Segment incomplete in memory, served once it is stored: {RecordingId} {MediaSequence}")]
    private partial void LogSegmentIncomplete(string recordingId, long mediaSequence);
}
