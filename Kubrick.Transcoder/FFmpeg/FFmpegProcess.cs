using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Kubrick.Transcoder.FFmpeg;

/// <summary>
/// FFmpeg as a child process: bytes in, bytes and messages out. It ends when its input ends, therefore also when this process dies; the runtime opens the pipes so that no other
/// child inherits them.
/// </summary>
internal sealed class FFmpegProcess : IAsyncDisposable
{
    private const int MaxLineLength = 4096;

    // FFmpeg ignores SIGTERM while it waits for input: its input is closed, and then it gets this time.
    private static readonly TimeSpan ExitTimeout = TimeSpan.FromMilliseconds(300);

    private readonly Process process;
    private int isInputClosed;

    private FFmpegProcess(Process process) => this.process = process;

    /// <summary>The process id.</summary>
    public int Id => process.Id;

    /// <summary>Its output.</summary>
    public Stream Output => process.StandardOutput.BaseStream;

    /// <summary>Starts it.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be run.</exception>
    public static FFmpegProcess Start(string path, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        return new FFmpegProcess(Process.Start(start) ?? throw new InvalidOperationException("FFmpeg did not start."));
    }

    /// <summary>Writes bytes to its input; false when it has ended.</summary>
    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(bytes, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // EPIPE: its output and messages say why.
            return false;
        }
    }

    /// <summary>Closes its input.</summary>
    public void CloseInput()
    {
        if (Interlocked.Exchange(ref isInputClosed, 1) == 0)
        {
            try
            {
                process.StandardInput.BaseStream.Dispose();
            }
            catch (IOException)
            {
                // It has ended.
            }
        }
    }

    /// <summary>Its messages, line by line, until it ends.</summary>
    public async IAsyncEnumerable<FFmpegMessage> ReadMessagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await process.StandardError.ReadLineAsync(cancellationToken) is { } line)
        {
            if (FFmpegMessage.Parse(line.Length > MaxLineLength ? line[..MaxLineLength] : line) is { } message)
            {
                yield return message;
            }
        }
    }

    /// <summary>Waits for its end and returns its exit code.</summary>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    /// <summary>Kills it.</summary>
    public void Kill()
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }

    /// <summary>Closes its input, and kills it when it does not end in time.</summary>
    public async ValueTask DisposeAsync()
    {
        CloseInput();
        using (process)
        {
            try
            {
                await process.WaitForExitAsync(CancellationToken.None).WaitAsync(ExitTimeout);
            }
            catch (TimeoutException)
            {
                Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }
}
