using System.Collections.Concurrent;

namespace Kubrick.Transcoder.Tests.Fixtures;

/// <summary>Recordings that FFmpeg makes for tests, each once.</summary>
public static class MadeClip
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<byte[]>>> Made = new();

    /// <summary>The input of a second of video in 160 x 120 and of a tone.</summary>
    private static readonly string[] Source = ["-f", "lavfi", "-i", "testsrc2=s=160x120:r=25:d=4", "-f", "lavfi", "-i", "sine=f=440:r=48000:d=4"];

    /// <summary>VP8 and Opus of 4 s, 25 frames per second, a keyframe every second.</summary>
    public static Task<byte[]> WebMAsync() => MakeAsync("webm", [.. Source, .. Vp8, .. Opus, "-f", "webm", "pipe:1"]);

    /// <summary>VP9 and Opus of 4 s in another size.</summary>
    public static Task<byte[]> OtherRecorderAsync() => MakeAsync(
        "other",
        ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=4", "-f", "lavfi", "-i", "sine=f=440:r=48000:d=4", "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-g", "25", .. Opus, "-f", "webm", "pipe:1"]);

    /// <summary>VP8 and Opus of 4 s whose clock jumps at 2 s, in both tracks.</summary>
    public static async Task<byte[]> JumpAsync(string container, int seconds)
    {
        var source = container == "webm" ? await WebMAsync() : await H264Async("-bf", "0");
        var times = $"setts=pts='PTS+{seconds}/TB*gte(N,50)':dts='DTS+{seconds}/TB*gte(N,50)'";
        return await MediaTool.RunAsync(
            "ffmpeg",
            [
                // The audio of 2 s has 100 packets of 20 ms.
                "-v", "error", "-copyts", "-i", "pipe:0", "-c", "copy", "-bsf:v", times, "-bsf:a", times.Replace("50)", container == "webm" ? "100)" : "94)", StringComparison.Ordinal),
                // A muxer would sort by time: every packet leaves at once, in the order of the input.
                "-max_interleave_delta", "1", "-f", "matroska", "-live", "1", "pipe:1",
            ],
            source);
    }

    /// <summary>H.264 and AAC of 4 s in Matroska, with more options of the encoder.</summary>
    public static Task<byte[]> H264Async(params string[] options) => MakeAsync(
        $"h264{string.Join(' ', options)}",
        [.. Source, "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", .. options, "-c:a", "aac", "-ac", "1", "-f", "matroska", "pipe:1"]);

    /// <summary>Video of 4 s with filters before the encoder, and no audio.</summary>
    public static Task<byte[]> VideoAsync(string filter, string encoder = "libvpx", string source = "testsrc2=s=160x120:r=25:d=4") => MakeAsync(
        $"{source} {filter} {encoder}",
        ["-f", "lavfi", "-i", source, "-vf", filter, "-c:v", encoder, "-g", "25", .. encoder == "libvpx" ? ["-deadline", "realtime", "-cpu-used", "8"] : Array.Empty<string>(), "-f", "matroska", "pipe:1"]);

    /// <summary>A file that needs a seekable output, such as MP4 with its header at the end.</summary>
    public static Task<byte[]> FileAsync(string name, byte[] input, params string[] arguments) => Made.GetOrAdd(name, _ => new(async () =>
    {
        var path = Path.Combine(Path.GetTempPath(), $"kubrick-{Guid.NewGuid():N}-{name}");
        try
        {
            await MediaTool.RunAsync("ffmpeg", ["-v", "error", "-i", "pipe:0", .. arguments, path], input);
            return await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    })).Value;

    private static readonly string[] Vp8 = ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "300k", "-g", "25"];

    private static readonly string[] Opus = ["-c:a", "libopus", "-b:a", "32k"];

    private static Task<byte[]> MakeAsync(string name, IEnumerable<string> arguments) =>
        Made.GetOrAdd(name, _ => new(() => MediaTool.RunAsync("ffmpeg", ["-v", "error", .. arguments], []))).Value;
}
