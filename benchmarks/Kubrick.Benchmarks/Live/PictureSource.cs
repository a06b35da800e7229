using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Kubrick.Benchmarks.Live;

/// <summary>A moving test picture with a tone, made in real time for as long as it is wanted: H.264 in Matroska, a keyframe every second.</summary>
internal static class PictureSource
{
    private const int ChunksPerSecond = 10;

    /// <summary>Chunks of about 100 ms.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(int seconds, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardOutput = true };
        string[] arguments =
        [
            "-v", "error", "-nostdin", "-re", "-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=30", "-re", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000",
            "-t", seconds.ToString(CultureInfo.InvariantCulture), "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-pix_fmt", "yuv420p", "-g", "30", "-b:v", "1500k",
            "-c:a", "libopus", "-b:a", "64k", "-f", "matroska", "-live", "1", "-flush_packets", "1", "pipe:1",
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.BaseStream;
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / ChunksPerSecond));
            var buffer = new byte[4 << 20];
            for (int read; (read = await output.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                yield return buffer.AsMemory(0, read);
                await timer.WaitForNextTickAsync(cancellationToken);
            }
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            await process.WaitForExitAsync(CancellationToken.None);
        }
    }
}
