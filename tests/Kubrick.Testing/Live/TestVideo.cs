using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Kubrick.Testing.Live;

/// <summary>
/// A test video with a tone, encoded by FFmpeg for tests that need more than a short recording: H.264 and Opus in Matroska, 30 frames and one keyframe per second.
/// </summary>
/// <param name="Width">The width in pixels.</param>
/// <param name="Height">The height in pixels.</param>
/// <param name="VideoKilobits">The video bit rate in kbit/s.</param>
/// <param name="AudioKilobits">The audio bit rate in kbit/s.</param>
public sealed record TestVideo(int Width, int Height, int VideoKilobits, int AudioKilobits)
{
    /// <summary>The frame rate.</summary>
    public const int FramesPerSecond = 30;

    private const int ChunksPerSecond = 10;

    /// <summary>A small video, cheap to transcode.</summary>
    public static TestVideo Small { get; } = new(320, 180, 200, 32);

    /// <summary>The output of a 720p camera.</summary>
    public static TestVideo Hd { get; } = new(1280, 720, 1500, 64);

    /// <summary>Encodes the video as fast as possible, in chunks of about 100 ms.</summary>
    public async Task<RecordedChunks> EncodeAsync(int seconds, CancellationToken cancellationToken)
    {
        using var process = Start(seconds, isRealTime: false);
        using var bytes = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(bytes, cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        ReadOnlyMemory<byte> all = bytes.ToArray();
        var count = seconds * ChunksPerSecond;
        return new RecordedChunks(
            "test video",
            "video/x-matroska;codecs=avc1,opus",
            [.. Enumerable.Range(0, count).Select(i => (TimeSpan.FromSeconds(i / (double)ChunksPerSecond), all[Offset(i)..Offset(i + 1)]))]);

        int Offset(int chunk) => (int)((long)all.Length * chunk / count);
    }

    /// <summary>Encodes the video in real time, in chunks of about 100 ms. A chunk is valid only until the next one is requested.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> EncodeInRealTimeAsync(int seconds, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var process = Start(seconds, isRealTime: true);
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

    private Process Start(int seconds, bool isRealTime)
    {
        string[] pace = isRealTime ? ["-re"] : [];
        string[] arguments =
        [
            "-v", "error", "-nostdin",
            .. pace, "-f", "lavfi", "-i", Text($"testsrc2=size={Width}x{Height}:rate={FramesPerSecond}"),
            .. pace, "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000",
            "-t", Text($"{seconds}"),
            "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-pix_fmt", "yuv420p", "-g", Text($"{FramesPerSecond}"), "-b:v", Text($"{VideoKilobits}k"),
            "-c:a", "libopus", "-b:a", Text($"{AudioKilobits}k"),
            "-f", "matroska", "-live", "1", "-flush_packets", "1", "pipe:1",
        ];
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardOutput = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
