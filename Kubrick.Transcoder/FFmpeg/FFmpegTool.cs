using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.FFmpeg;

/// <summary>Writes a child's standard input, or reads its standard output.</summary>
internal delegate Task ToolPipe(Stream stream, CancellationToken cancellationToken);

/// <summary>
/// Runs FFmpeg and ffprobe on stored files, one run after another: with the lowest CPU priority, in one thread, without access to anything but the named files. A run is killed when it
/// is cancelled and when it makes no progress.
/// </summary>
internal sealed class FFmpegTool(IOptions<TranscoderOptions> options)
{
    private const int MaxMessages = 20;

    // The largest single allocation: an index that claims a billion frames, or a frame that claims gigabytes, must not take the machine's memory.
    private const int MaxAllocation = 512 << 20;

    /// <summary>How long a process may neither read nor write before it is killed.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Runs FFmpeg.</summary>
    /// <param name="arguments">The arguments after those that are common to all runs.</param>
    /// <param name="input">Writes its standard input, which is empty by default.</param>
    /// <param name="output">Reads its standard output, which is ignored by default.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="FFmpegException">It could not be run, or made no progress.</exception>
    public Task<ToolResult> RunAsync(IEnumerable<string> arguments, ToolPipe? input = null, ToolPipe? output = null, CancellationToken cancellationToken = default) => RunAsync(
        options.Value.FFmpegPath,
        ["-hide_banner", "-nostdin", "-nostats", "-y", "-filter_threads", "1", "-filter_complex_threads", "1", .. Common(), .. arguments],
        input,
        output,
        cancellationToken);

    /// <summary>Runs ffprobe.</summary>
    /// <param name="arguments">The arguments after those that are common to all runs.</param>
    /// <param name="output">Reads its standard output.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="FFmpegException">It could not be run, or made no progress.</exception>
    public Task<ToolResult> ProbeAsync(IEnumerable<string> arguments, ToolPipe output, CancellationToken cancellationToken) =>
        RunAsync(options.Value.EffectiveFFprobePath, ["-hide_banner", .. Common(), .. arguments], input: null, output, cancellationToken);

    private static IEnumerable<string> Common() => ["-loglevel", "repeat+level+error", "-max_alloc", MaxAllocation.ToString(CultureInfo.InvariantCulture)];

    private async Task<ToolResult> RunAsync(string path, IReadOnlyList<string> arguments, ToolPipe? input, ToolPipe? output, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = await StartAsync(path, arguments);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var killing = stop.Token.Register(() => Kill(process));
        var isIdle = false;
        var watching = WatchAsync();
        var messages = new Queue<FFmpegMessage>();
        try
        {
            await Task.WhenAll(
                Guard(WriteAsync(process, input, stop.Token), stop),
                Guard(ReadAsync(process, output, stop.Token), stop),
                ReadMessagesAsync(process, messages));
            await process.WaitForExitAsync(CancellationToken.None);
        }
        catch (Exception) when (isIdle)
        {
            throw NoProgress();
        }
        finally
        {
            await stop.CancelAsync();
            await process.WaitForExitAsync(CancellationToken.None);
            await watching;
        }

        cancellationToken.ThrowIfCancellationRequested();
        return isIdle ? throw NoProgress() : new ToolResult(process.ExitCode, [.. messages]);

        async Task WatchAsync()
        {
            try
            {
                await ProgressWatch.WaitAsync(process, IdleTimeout, stop.Token);
                isIdle = true;
                await stop.CancelAsync();
            }
            catch (OperationCanceledException)
            {
                // The run has ended.
            }
        }

        FFmpegException NoProgress() => new($"FFmpeg neither read nor wrote for {IdleTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s and was killed.");
    }

    private static async Task<Process> StartAsync(string path, IReadOnlyList<string> arguments)
    {
        try
        {
            return await ToolProcess.StartAsync(path, arguments);
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            throw new FFmpegException($"'{path}' cannot be run: {exception.Message}");
        }
    }

    /// <summary>Ends the run when one of its pipes fails.</summary>
    private static async Task Guard(Task pipe, CancellationTokenSource stop)
    {
        try
        {
            await pipe;
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private static async Task WriteAsync(Process process, ToolPipe? input, CancellationToken cancellationToken)
    {
        var stream = process.StandardInput.BaseStream;
        try
        {
            if (input is not null)
            {
                await input(stream, cancellationToken);
            }
        }
        catch (IOException)
        {
            // EPIPE: it has ended, and its exit code and messages say why.
        }
        finally
        {
            Close(stream);
        }
    }

    private static async Task ReadAsync(Process process, ToolPipe? output, CancellationToken cancellationToken)
    {
        var stream = process.StandardOutput.BaseStream;
        if (output is not null)
        {
            await output(stream, cancellationToken);
        }

        // It may have more to say than was read: it must not block on that.
        await stream.CopyToAsync(Stream.Null, cancellationToken);
    }

    private static async Task ReadMessagesAsync(Process process, Queue<FFmpegMessage> messages)
    {
        while (await process.StandardError.ReadLineAsync(CancellationToken.None) is { } line)
        {
            if (FFmpegMessage.Parse(line) is not { } message)
            {
                continue;
            }

            messages.Enqueue(message);
            if (messages.Count > MaxMessages)
            {
                messages.Dequeue();
            }
        }
    }

    private static void Close(Stream stream)
    {
        try
        {
            stream.Dispose();
        }
        catch (IOException)
        {
            // It has ended.
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended.
        }
    }
}
