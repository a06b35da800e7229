using Kubrick.Contracts.Logs;
using Kubrick.Playback.Playlists;
using Kubrick.Playback.Window;
using Kubrick.Storage;
using Kubrick.StreamLogs;

namespace Kubrick.Playback.Live;

/// <summary>
/// One stream that somebody watches on this replica: reads its part log into a <see cref="LiveWindow"/> and lets requests wait for what comes. While the broker is away
/// the window stays as it is; then reading goes on behind the last record.
/// </summary>
internal sealed partial class LiveStream : IAsyncDisposable
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(25);

    private const int Looks = 10;

    private readonly PartLog log;
    private readonly PlaybackOptions options;
    private readonly WindowMemory memory;
    private readonly WaitingRoom everybody;
    private readonly WaitingRoom own;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationToken stopping;
    private readonly TaskCompletionSource<Attachment> attached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<Task> reading;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LiveView view;
    private long touchedAt;
    private int losses;
    private int lossesWhenRead = -1;
    private int isDisposed;

    public LiveStream(string recordingId, StreamLogClient logs, PlaybackOptions options, MediaNames names, WindowMemory memory, WaitingRoom everybody, TimeProvider clock, ILogger logger)
    {
        RecordingId = recordingId;
        this.options = options;
        this.memory = memory;
        this.everybody = everybody;
        this.clock = clock;
        this.logger = logger;
        log = new PartLog(logs, LogNames.PartLog(recordingId));
        own = new WaitingRoom(options.MaxWaitersPerStream);
        view = LiveView.Of(new LiveWindow(WindowLimits.Of(options)), PlaylistTargets.Of(options), names);
        touchedAt = clock.GetTimestamp();
        stopping = stop.Token;
        reading = new Lazy<Task>(() => Task.Run(RunAsync));
    }

    public string RecordingId { get; }

    public LiveView View => Volatile.Read(ref view);

    /// <summary>It reads no more, and never will: whoever wants the stream attaches anew.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Whether the window has caught up with the log, once; before that it shows some moment of the past.</summary>
    public bool IsReady => attached.Task is { IsCompletedSuccessfully: true } && !IsClosed;

    /// <summary>Whether the window is as new as the log; while the broker is away it is not, and says nothing about what a stream has.</summary>
    public bool IsCurrent => Volatile.Read(ref lossesWhenRead) == Volatile.Read(ref losses);

    /// <summary>Whether it can go: nobody asked for a while, and nobody waits.</summary>
    public bool IsIdle => own.Taken == 0 && clock.GetElapsedTime(Interlocked.Read(ref touchedAt)) >= options.IdleAfter;

    public void Touch() => Interlocked.Exchange(ref touchedAt, clock.GetTimestamp());

    /// <summary>Begins to read, once, and waits until the window has caught up with the log.</summary>
    public async Task<Attachment> AttachAsync(CancellationToken cancellationToken)
    {
        _ = reading.Value;
        if (attached.Task.IsCompleted)
        {
            return await attached.Task;
        }

        try
        {
            return await attached.Task.WaitAsync(options.AttachPatience, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return Attachment.Late;
        }
    }

    /// <summary>
    /// Waits, without a thread, until the view is as asked; null where that did not come in time, the stream is no longer read, or too many wait already.
    /// </summary>
    public async Task<LiveView?> WaitAsync(Func<LiveView, bool> isReached, CancellationToken cancellationToken)
    {
        if (isReached(View))
        {
            return View;
        }

        if (!own.TryEnter())
        {
            return null;
        }

        try
        {
            return everybody.TryEnter() ? await WaitSeatedAsync(isReached, cancellationToken) : null;
        }
        finally
        {
            own.Leave();
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
        IsClosed = true;
        Wake();
        memory.Add(-View.Bytes);
        stop.Dispose();
    }

    private async Task<LiveView?> WaitSeatedAsync(Func<LiveView, bool> isReached, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(View.Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            while (!IsClosed)
            {
                // First the signal, then the look: a change between the two is not missed.
                var next = Volatile.Read(ref changed).Task;
                var seen = View;
                if (isReached(seen))
                {
                    return seen;
                }

                await next.WaitAsync(either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It did not come.
        }
        finally
        {
            everybody.Leave();
        }

        return null;
    }

    private async Task RunAsync()
    {
        var pause = ShortestPause;
        var position = new LogPosition(clock.GetUtcNow() - (options.Window * TimeSpan.FromSeconds(options.TargetDuration)));
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await foreach (var (header, body) in log.ReadAsync(position, () => _ = SettleAsync(position), stopping))
                {
                    pause = ShortestPause;
                    Apply(header, body);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (StreamLogMissingException)
            {
                LogMissing(RecordingId);
                attached.TrySetResult(Attachment.Missing);
                if (!View.Window.IsEnded)
                {
                    break;
                }

                // The log of a stream that is over is gone; whoever still watches reads on from memory.
                return;
            }
            catch (Exception exception)
            {
                // The client has many exceptions for a broker that is away, and none of them is a reason to give the window up.
                Interlocked.Increment(ref losses);
                LogLost(RecordingId, exception.Message);
                await Task.Delay(pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            }
        }

        IsClosed = true;
        attached.TrySetResult(Attachment.Missing);
        Wake();
    }

    /// <summary>The broker tells where its newest batch begins, not how long it is: the window has caught up when nothing more comes at once.</summary>
    private async Task SettleAsync(LogPosition position)
    {
        var (seen, connection) = (-1L, Volatile.Read(ref losses));
        for (var look = 0; look < Looks && seen != position.Last; look++)
        {
            seen = position.Last;
            await Task.Delay(Quiet, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // Of a connection that is lost by now this says nothing.
        Volatile.Write(ref lossesWhenRead, connection);
        attached.TrySetResult(Attachment.Ready);
    }

    private void Apply(PartRecord header, ReadOnlyMemory<byte> body)
    {
        var seen = View;
        var before = seen.Newest;
        var after = before.Apply(header, body);
        if (memory.IsTight)
        {
            after = after.Shrink();
        }

        if (ReferenceEquals(before, after))
        {
            return;
        }

        var next = seen.Follow(after, options.PlayableSegments, memory.IsTight);
        memory.Add(next.Bytes - seen.Bytes);
        if (header is SegmentClosed && after.Find(header.MediaSequence) is { IsWhole: false, IsStored: false })
        {
            LogUneven(RecordingId, header.MediaSequence);
        }

        Volatile.Write(ref view, next);
        Wake();
    }

    private void Wake() => Interlocked.Exchange(ref changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    [LoggerMessage(LogLevel.Debug, "There is no part log of {RecordingId}")]
    private partial void LogMissing(string recordingId);

    [LoggerMessage(LogLevel.Warning, "The part log of {RecordingId} was lost and is read again: {Reason}")]
    private partial void LogLost(string recordingId, string reason);

    [LoggerMessage(LogLevel.Information, "The parts of segment {MediaSequence} of {RecordingId} are not its bytes; it is served when it is stored")]
    private partial void LogUneven(string recordingId, long mediaSequence);
}
