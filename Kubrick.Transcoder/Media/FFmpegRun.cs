using System.Globalization;
using Kubrick.Contracts.Streams;
using Kubrick.Transcoder.FFmpeg;

namespace Kubrick.Transcoder.Media;

/// <summary>
/// A running FFmpeg and the three tasks that read its output, read its messages and watch for a stall. The first of them that finds a problem records it and kills the process.
/// </summary>
internal sealed partial class FFmpegRun : IAsyncDisposable
{
    private const int BufferBytes = 64 << 10;
    private static readonly TimeSpan FullInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(500);

    private readonly MediaContext context;
    private readonly OutputWriter writer;
    private readonly ILogger logger;
    private readonly FFmpegProcess process;
    private readonly StallWatch stall;
    private readonly CancellationTokenSource feeding;
    private readonly CancellationTokenSource stopping;
    private readonly Task output;
    private readonly Task messages;
    private readonly Task watch;
    private long droppedFrames;
    private string? problem;
    private volatile bool isVideoTooLarge;
    private volatile bool isInputClosed;
    private volatile bool hasEnded;

    private FFmpegRun(MediaContext context, FFmpegPlan plan, OutputWriter writer, CancellationTokenSource feeding, CancellationToken cancellationToken)
    {
        this.context = context;
        this.writer = writer;
        this.feeding = feeding;
        logger = context.Logger;
        stall = new StallWatch(context.Options.StallTimeout, context.Time);
        stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        process = FFmpegProcess.Start(context.Options.FFmpegPath, FFmpegArguments.Build(plan));
        LogStarted(context.Stream.Id, process.Id, plan.CopiesVideo);
        output = ReadOutputAsync(stopping.Token);
        messages = ReadMessagesAsync(stopping.Token);
        watch = WatchAsync(stopping.Token);
    }

    /// <summary>Whether its output has ended.</summary>
    public bool HasEnded => hasEnded;

    /// <summary>Starts FFmpeg.</summary>
    /// <param name="context">The stream.</param>
    /// <param name="plan">The command line.</param>
    /// <param name="writer">Takes the output.</param>
    /// <param name="feeding">Cancelled when the output has ended, so that the caller stops reading input.</param>
    /// <param name="cancellationToken">Stops FFmpeg.</param>
    public static FFmpegRun Start(
        MediaContext context, FFmpegPlan plan, OutputWriter writer, CancellationTokenSource feeding, CancellationToken cancellationToken) =>
        new(context, plan, writer, feeding, cancellationToken);

    /// <summary>Bytes arrived that will be written.</summary>
    public void InputArrived() => stall.InputArrived();

    /// <summary>Writes bytes to FFmpeg's input; false when FFmpeg takes no more.</summary>
    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        stall.SetWriting(isWriting: true);
        try
        {
            while (stall.IsFull)
            {
                // Counts as a blocked write: without output the watch ends the run.
                await Task.Delay(FullInterval, context.Time, cancellationToken);
            }

            var isTaken = await process.WriteAsync(bytes, cancellationToken);
            stall.Written(bytes.Length);
            return isTaken;
        }
        finally
        {
            stall.SetWriting(isWriting: false);
        }
    }

    /// <summary>Closes FFmpeg's input: there are no more bytes.</summary>
    public void CloseInput()
    {
        isInputClosed = true;
        stall.InputClosed();
        process.CloseInput();
    }

    /// <summary>Waits for the end of FFmpeg's output.</summary>
    /// <returns>What went wrong; null when nothing did.</returns>
    public async Task<MediaRunEnd?> WhenEndedAsync()
    {
        await output;
        try
        {
            // It may have closed its output and live on.
            await messages.WaitAsync(context.Options.StallTimeout, context.Time, stopping.Token);
            var exitCode = await process.WaitAsync(stopping.Token).WaitAsync(context.Options.StallTimeout, context.Time, stopping.Token);
            if (exitCode != 0)
            {
                // Killed for lack of memory, for example: the output does not contain everything that was written.
                Report(string.Create(CultureInfo.InvariantCulture, $"FFmpeg ended with the exit code {exitCode}."));
            }
        }
        catch (TimeoutException)
        {
            Report("FFmpeg did not end.");
        }

        return isVideoTooLarge ? new MediaRunEnd.VideoTooLarge() : Volatile.Read(ref problem) is { } found ? new MediaRunEnd.Broken(found) : null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await process.DisposeAsync();
        await Task.WhenAll(output, messages, watch).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    /// <summary>Records the first problem; later ones follow from it.</summary>
    private void Report(string found) => Interlocked.CompareExchange(ref problem, found, null);

    private async Task ReadOutputAsync(CancellationToken cancellationToken)
    {
        try
        {
            var buffer = new byte[BufferBytes];
            int count;
            while ((count = await process.Output.ReadAsync(buffer, cancellationToken)) > 0)
            {
                stall.SetHandlingOutput(isHandling: true);
                var found = await writer.AppendAsync(buffer.AsMemory(0, count), cancellationToken);
                stall.SetHandlingOutput(isHandling: false);
                if (found is not null)
                {
                    Report(found);
                }

                if (Volatile.Read(ref problem) is not null)
                {
                    process.Kill();
                    break;
                }
            }

            if (!isInputClosed)
            {
                Report("FFmpeg ended before its input did.");
            }

            stall.SetHandlingOutput(isHandling: true);
            await writer.CompleteAsync(cancellationToken);
        }
        finally
        {
            hasEnded = true;
            await feeding.CancelAsync();
        }
    }

    private async Task ReadMessagesAsync(CancellationToken cancellationToken)
    {
        await foreach (var message in process.ReadMessagesAsync(cancellationToken))
        {
            CountLoss(message);
            if (message.Severity == FFmpegSeverity.Information)
            {
                continue;
            }

            if (message.Severity == FFmpegSeverity.Warning)
            {
                LogWarning(context.Stream.Id, message.Text);
            }
            else
            {
                LogError(context.Stream.Id, message.Text);
                context.Stream.Progress.AddError(message.Text);
                if (message.IsVideoTooLarge)
                {
                    // FFmpeg repeats the message for every frame and decodes none of them.
                    isVideoTooLarge = true;
                    Report(message.Text);
                    process.Kill();
                }
            }
        }
    }

    private void CountLoss(FFmpegMessage message)
    {
        var losses = context.Stream.Progress.Losses;
        if (message.DroppedFrames is { } dropped)
        {
            losses.Add(StreamLossKinds.OutOfOrder, dropped - droppedFrames);
            droppedFrames = dropped;
        }
        else if (message.Loss is { IsCounted: true } frame)
        {
            losses.Add(frame.Kind);
        }
        else if (message.Loss is { } loss)
        {
            losses.AddOnce(loss.Kind);
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(WatchInterval, context.Time);
        while (!hasEnded && await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (stall.IsStalled(writer.InputUs, writer.OutputUs, writer.StartUs))
            {
                Report("FFmpeg took input and produced no output.");
                process.Kill();
                return;
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "FFmpeg started: stream {RecordingId}, process {ProcessId}, video copied: {IsCopied}")]
    private partial void LogStarted(string recordingId, int processId, bool isCopied);

    [LoggerMessage(LogLevel.Debug, "FFmpeg warning: stream {RecordingId}: {Message}")]
    private partial void LogWarning(string recordingId, string message);

    [LoggerMessage(LogLevel.Warning, "FFmpeg error: stream {RecordingId}: {Message}")]
    private partial void LogError(string recordingId, string message);
}
