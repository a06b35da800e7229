using System.Globalization;
using Kubrick.Transcoder.FFmpeg;

namespace Kubrick.Transcoder.Media;

/// <summary>A running FFmpeg with those who read from it and watch it.</summary>
internal sealed partial class FFmpegRun : IAsyncDisposable
{
    private const int BufferBytes = 64 << 10;
    private static readonly TimeSpan FullInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(500);

    private readonly MediaParts parts;
    private readonly OutputWriter writer;
    private readonly SourceInput input;
    private readonly OutputState state;
    private readonly ILogger logger;
    private readonly FFmpegProcess process;
    private readonly StallWatch stall;
    private readonly CancellationTokenSource feeding;
    private readonly CancellationTokenSource stopping;
    private readonly long fromUs;
    private readonly Task output;
    private readonly Task messages;
    private readonly Task watch;
    private string? problem;
    private bool isInputClosed;

    private FFmpegRun(
        MediaParts parts, FFmpegPlan plan, OutputWriter writer, SourceInput input, OutputState state, CancellationTokenSource feeding, CancellationToken cancellationToken)
    {
        this.parts = parts;
        this.writer = writer;
        this.input = input;
        this.state = state;
        this.feeding = feeding;
        logger = parts.Logger;
        stall = new StallWatch(parts.Options.StallAfter, parts.Time);
        stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        fromUs = state.EndUs ?? input.Tracker?.FirstFrameUs ?? 0;
        process = FFmpegProcess.Start(parts.Options.FFmpegPath, FFmpegArguments.Build(plan));
        LogStarted(parts.Job.RecordingId, process.Id, plan.CopiesVideo);
        output = ReadOutputAsync(stopping.Token);
        messages = ReadMessagesAsync(stopping.Token);
        watch = WatchAsync(stopping.Token);
    }

    /// <summary>Whether its output has ended.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Starts it.</summary>
    public static FFmpegRun Start(
        MediaParts parts, FFmpegPlan plan, OutputWriter writer, SourceInput input, OutputState state, CancellationTokenSource feeding, CancellationToken cancellationToken) =>
        new(parts, plan, writer, input, state, feeding, cancellationToken);

    /// <summary>Bytes came that it will be given.</summary>
    public void Coming() => stall.Coming();

    /// <summary>Gives it bytes; false where it takes no more.</summary>
    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        stall.Writing(isBlocked: true);
        try
        {
            while (stall.IsFull)
            {
                // It counts as blocked: where nothing comes out of it, the watch ends it.
                await Task.Delay(FullInterval, parts.Time, cancellationToken);
            }

            var isTaken = await process.WriteAsync(bytes, cancellationToken);
            stall.Fed(bytes.Length);
            return isTaken;
        }
        finally
        {
            stall.Writing(isBlocked: false);
        }
    }

    /// <summary>Tells it that nothing more comes.</summary>
    public void CloseInput()
    {
        isInputClosed = true;
        stall.Closed();
        process.CloseInput();
    }

    /// <summary>Waits for the end of its output, and answers what went wrong; null where nothing did.</summary>
    public async Task<string?> WhenEndedAsync()
    {
        await output;
        await messages;
        try
        {
            var exitCode = await process.WaitAsync(stopping.Token).WaitAsync(parts.Options.StallAfter, parts.Time, stopping.Token);
            // Killed for want of memory, say: what it was given is not all in its output.
            return exitCode == 0 ? problem : problem ?? string.Create(CultureInfo.InvariantCulture, $"FFmpeg ended with the exit code {exitCode}.");
        }
        catch (TimeoutException)
        {
            return problem ?? "FFmpeg did not end.";
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await process.DisposeAsync();
        await Task.WhenAll(output, messages, watch).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private async Task ReadOutputAsync(CancellationToken cancellationToken)
    {
        try
        {
            var buffer = new byte[BufferBytes];
            int count;
            while ((count = await process.Output.ReadAsync(buffer, cancellationToken)) > 0)
            {
                stall.Handling(isBusy: true);
                problem = await writer.AppendAsync(buffer.AsMemory(0, count), cancellationToken) ?? problem;
                stall.Handling(isBusy: false);
                if (problem is not null)
                {
                    process.Kill();
                    break;
                }
            }

            if (!isInputClosed)
            {
                problem ??= "FFmpeg ended before its input did.";
            }

            stall.Handling(isBusy: true);
            await writer.CompleteAsync(cancellationToken);
        }
        finally
        {
            HasEnded = true;
            await feeding.CancelAsync();
        }
    }

    private async Task ReadMessagesAsync(CancellationToken cancellationToken)
    {
        await foreach (var message in process.ReadMessagesAsync(cancellationToken))
        {
            if (message.Severity == FFmpegSeverity.Warning)
            {
                LogWarning(parts.Job.RecordingId, message.Text);
            }
            else
            {
                LogError(parts.Job.RecordingId, message.Text);
                parts.Progress.Complain(message.Text);
                if (message.IsPictureTooLarge)
                {
                    // It says so again for every frame, and makes nothing of them.
                    problem = message.Text;
                    process.Kill();
                }
            }
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(WatchInterval, parts.Time);
        while (!HasEnded && await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (stall.IsStalled(input.Tracker?.LatestUs ?? 0, state.EndUs, fromUs))
            {
                problem = "FFmpeg took input and made nothing of it.";
                process.Kill();
                return;
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "FFmpeg {ProcessId} works on {RecordingId}; the picture is passed on as it is: {IsCopied}")]
    private partial void LogStarted(string recordingId, int processId, bool isCopied);

    [LoggerMessage(LogLevel.Debug, "FFmpeg on {RecordingId}: {Message}")]
    private partial void LogWarning(string recordingId, string message);

    [LoggerMessage(LogLevel.Warning, "FFmpeg on {RecordingId}: {Message}")]
    private partial void LogError(string recordingId, string message);
}
