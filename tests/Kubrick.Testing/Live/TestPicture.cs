using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Kubrick.Testing.Live;

/// <summary>
/// A moving picture with a tone, made by FFmpeg for whoever needs more than a short recording: H.264 and Opus in Matroska, 30 pictures and one keyframe a second.
/// </summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="VideoKilobits">Kilobits per second.</param>
/// <param name="AudioKilobits">Kilobits per second.</param>
public sealed record TestPicture(int Width, int Height, int VideoKilobits, int AudioKilobits)
{
    /// <summary>Pictures per second.</summary>
    public const int FramesPerSecond = 30;

    private const int ChunksPerSecond = 10;

    /// <summary>A small one, which costs little.</summary>
    public static TestPicture Small { get; } = new(320, 180, 200, 32);

    /// <summary>What a camera of 720p gives.</summary>
    public static TestPicture Hd { get; } = new(1280, 720, 1500, 64);

    /// <summary>Makes it as fast as it can be made, in chunks of about 100 ms.</summary>
    public async Task<RecordedChunks> MakeAsync(int seconds, CancellationToken cancellationToken)
    {
        using var process = Start(seconds, isRealTime: false);
        using var bytes = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(bytes, cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        ReadOnlyMemory<byte> all = bytes.ToArray();
        var count = seconds * ChunksPerSecond;
        return new RecordedChunks(
            "test picture",
            "video/x-matroska;codecs=avc1,opus",
            [.. Enumerable.Range(0, count).Select(i => (TimeSpan.FromSeconds(i / (double)ChunksPerSecond), all[Place(i)..Place(i + 1)]))]);

        int Place(int chunk) => (int)((long)all.Length * chunk / count);
    }

    /// <summary>Makes it in real time, in chunks of about 100 ms, each of which is to be used before the next one is asked for.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(int seconds, [EnumeratorCancellation] CancellationToken cancellationToken)
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
