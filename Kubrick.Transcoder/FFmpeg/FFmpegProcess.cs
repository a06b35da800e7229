using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Kubrick.Transcoder.FFmpeg;

/// <summary>
/// FFmpeg as a child: bytes in, bytes and messages out. It ends when its input ends, so also when this process dies; the runtime opens the pipes so that no
/// other child inherits them.
/// </summary>
internal sealed class FFmpegProcess : IAsyncDisposable
{
    private const int MostLineCharacters = 4096;

    // FFmpeg does not hear SIGTERM while it waits for input: its input is closed, and then it gets a moment.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly Process process;
    private int isInputClosed;

    private FFmpegProcess(Process process) => this.process = process;

    /// <summary>The process id.</summary>
    public int Id => process.Id;

    /// <summary>What it makes, until it ends.</summary>
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

    /// <summary>Gives it the next bytes, waiting until it takes them.</summary>
    /// <returns>False where it takes no more: it ended.</returns>
    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(bytes, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // EPIPE: its other end tells why.
            return false;
        }
    }

    /// <summary>Tells it that nothing more comes.</summary>
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
                // It was faster.
            }
        }
    }

    /// <summary>What it says, line by line, until it ends.</summary>
    public async IAsyncEnumerable<FFmpegMessage> ReadMessagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await process.StandardError.ReadLineAsync(cancellationToken) is { } line)
        {
            if (FFmpegMessage.Parse(line.Length > MostLineCharacters ? line[..MostLineCharacters] : line) is { } message)
            {
                yield return message;
            }
        }
    }

    /// <summary>Waits until it has ended, and answers its exit code.</summary>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    /// <summary>Ends it at once.</summary>
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

    /// <summary>Ends it, by force where it does not end by itself.</summary>
    public async ValueTask DisposeAsync()
    {
        CloseInput();
        using (process)
        {
            try
            {
                await process.WaitForExitAsync(CancellationToken.None).WaitAsync(Patience);
            }
            catch (TimeoutException)
            {
                Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }
}
