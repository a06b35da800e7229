using System.Diagnostics;
using Kubrick.Testing.Live;

namespace Kubrick.Benchmarks.Live;

/// <summary>Runs FFmpeg alone, with a worker's arguments and the same chunks at the same times.</summary>
internal static class BareFFmpeg
{
    /// <summary>The command line of a running process.</summary>
    public static async Task<string[]> ArgumentsOfAsync(int process, CancellationToken cancellationToken) =>
        (await File.ReadAllTextAsync($"/proc/{process}/cmdline", cancellationToken)).TrimEnd('\0').Split('\0');

    /// <summary>Runs FFmpeg; returns for each fragment (by its decode time) how long after the first chunk it was complete.</summary>
    public static async Task<Dictionary<ulong, TimeSpan>> RunAsync(
        IReadOnlyList<string> commandLine, RecordedChunks recorded, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(commandLine[0]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in commandLine.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var startedAt = Stopwatch.GetTimestamp();
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var reading = ReadAsync(process.StandardOutput.BaseStream, startedAt, cancellationToken);
        var input = process.StandardInput.BaseStream;
        foreach (var (at, bytes) in recorded.Chunks)
        {
            var wait = at - recorded.Chunks[0].At - Stopwatch.GetElapsedTime(startedAt);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, cancellationToken);
            }

            await input.WriteAsync(bytes, cancellationToken);
            await input.FlushAsync(cancellationToken);
        }

        process.StandardInput.Close();
        var fragments = await reading;
        await process.WaitForExitAsync(cancellationToken);
        await errors;
        return fragments;
    }

    private static async Task<Dictionary<ulong, TimeSpan>> ReadAsync(Stream output, long startedAt, CancellationToken cancellationToken)
    {
        var found = new Dictionary<ulong, TimeSpan>();
        var fragments = new Fragments();
        var buffer = new byte[64 * 1024];
        for (int read; (read = await output.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            foreach (var time in fragments.Append(buffer.AsMemory(0, read)))
            {
                found[time] = Stopwatch.GetElapsedTime(startedAt);
            }
        }

        return found;
    }
}
