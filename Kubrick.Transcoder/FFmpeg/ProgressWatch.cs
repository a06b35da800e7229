using System.Diagnostics;
using System.Globalization;

namespace Kubrick.Transcoder.FFmpeg;

/// <summary>
/// Detects a process that neither reads nor writes. CPU time is no measure of that: an endless loop uses it, and a process of the lowest priority may wait minutes for it.
/// </summary>
internal static class ProgressWatch
{
    /// <summary>Returns when the process has neither read nor written a byte for some time, or has ended.</summary>
    public static async Task WaitAsync(Process process, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var idle = Stopwatch.StartNew();
        var last = -1L;
        using var timer = new PeriodicTimer(timeout / 10);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var now = ReadBytes(process);
            if (now != last)
            {
                last = now;
                idle.Restart();
            }
            else if (idle.Elapsed >= timeout)
            {
                return;
            }
        }
    }

    /// <summary>How many bytes it has read and written; where the system does not say, its CPU time.</summary>
    private static long ReadBytes(Process process)
    {
        try
        {
            return File.ReadLines($"/proc/{process.Id.ToString(CultureInfo.InvariantCulture)}/io")
                .Where(line => line.StartsWith("rchar:", StringComparison.Ordinal) || line.StartsWith("wchar:", StringComparison.Ordinal))
                .Sum(line => long.Parse(line.AsSpan(6), CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ReadCpuTime(process);
        }
    }

    private static long ReadCpuTime(Process process)
    {
        try
        {
            return process.TotalProcessorTime.Ticks;
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended.
            return 0;
        }
    }
}
