using System.Diagnostics;
using System.Globalization;

namespace Kubrick.Testing.Live;

/// <summary>A moving picture with a tone, made by FFmpeg for tests that need more than a short recording: H.264 in Matroska, a keyframe every second.</summary>
public static class TestPicture
{
    private const int ChunksPerSecond = 10;

    /// <summary>Makes it, in chunks of about 100 ms each.</summary>
    public static async Task<RecordedChunks> MakeAsync(int seconds, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardOutput = true };
        string[] arguments =
        [
            "-v", "error", "-nostdin", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=30", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000",
            "-t", seconds.ToString(CultureInfo.InvariantCulture), "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-pix_fmt", "yuv420p", "-g", "30", "-b:v", "200k",
            "-c:a", "libopus", "-b:a", "32k", "-f", "matroska", "-live", "1", "pipe:1",
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        using var bytes = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(bytes, cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        var all = bytes.ToArray();
        var count = seconds * ChunksPerSecond;
        var size = (all.Length / count) + 1;
        return new RecordedChunks(
            "test picture",
            "video/x-matroska;codecs=avc1,opus",
            [.. Enumerable.Range(0, count).Select(i => (TimeSpan.FromSeconds(i / (double)ChunksPerSecond), (ReadOnlyMemory<byte>)all.AsMemory(Math.Min(i * size, all.Length), Math.Min(size, all.Length - Math.Min(i * size, all.Length)))))]);
    }
}
