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

    /// <summary>A clip of 4 s and then the same again, in one container, where the clock of both tracks jumps by some seconds.</summary>
    public static async Task<byte[]> JumpAsync(string container, int seconds)
    {
        var source = container == "webm" ? await WebMAsync() : await H264Async("-bf", "0");
        var (one, two) = (await MoveAsync(source, 0), await MoveAsync(source, 4 + seconds));
        return [.. one, .. two.AsSpan(two.AsSpan().IndexOf(Cluster))];
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

    private static readonly byte[] Cluster = [0x1F, 0x43, 0xB6, 0x75];

    /// <summary>A stream of Matroska that starts at a time in seconds.</summary>
    private static Task<byte[]> MoveAsync(byte[] source, int start) => MediaTool.RunAsync(
        "ffmpeg", ["-v", "error", "-i", "pipe:0", "-c", "copy", "-output_ts_offset", $"{start}", "-f", "matroska", "-live", "1", "pipe:1"], source);

    private static Task<byte[]> MakeAsync(string name, IEnumerable<string> arguments) =>
        Made.GetOrAdd(name, _ => new(() => MediaTool.RunAsync("ffmpeg", ["-v", "error", .. arguments], []))).Value;
}
