using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Kubrick.Transcoder.Tests.Fixtures;

/// <summary>Runs FFmpeg and ffprobe, bytes in and bytes out.</summary>
public static class MediaTool
{
    /// <summary>The worker's options of FFmpeg between input and container: keyframes where the source has them.</summary>
    public static readonly string[] Encode =
    [
        "-map", "0:v:0?", "-map", "0:a:0?", "-fps_mode", "vfr", "-r", "30", "-enc_time_base", "1:1000", "-vf", "scale=320:180",
        "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-pix_fmt", "yuv420p", "-b:v", "300k",
        "-force_key_frames", "source", "-sc_threshold", "0", "-g", "120", "-c:a", "aac", "-b:a", "64k", "-ar", "48000", "-ac", "2",
        "-max_interleave_delta", "300000", "-avoid_negative_ts", "disabled", "-output_ts_offset", "10",
    ];

    private static readonly string[] Mp4 =
    [
        "-f", "mp4", "-movflags", "+frag_keyframe+empty_moov+default_base_moof+frag_discont", "-frag_duration", "330000", "-flush_packets", "1", "pipe:1",
    ];

    private static readonly ConcurrentDictionary<string, Lazy<Task<byte[]>>> Made = new();

    /// <summary>A fixture as fragmented MP4; made once for all tests.</summary>
    public static Task<byte[]> FragmentedMp4Async(string fixture) =>
        Made.GetOrAdd($"{fixture}.mp4", _ => new(() => ToFragmentedMp4Async(Fixture.Load(fixture).Bytes, FormatOf(fixture)))).Value;

    /// <summary>A fixture as MPEG transport stream; made once for all tests.</summary>
    public static Task<byte[]> TransportStreamAsync(string fixture) =>
        Made.GetOrAdd($"{fixture}.ts", _ => new(() => ToTransportStreamAsync(Fixture.Load(fixture).Bytes, FormatOf(fixture)))).Value;

    /// <summary>Transcodes to fragmented MP4.</summary>
    public static Task<byte[]> ToFragmentedMp4Async(byte[] source, string format) =>
        RunAsync("ffmpeg", ["-v", "error", "-copyts", "-f", format, "-probesize", "32", "-analyzeduration", "0", "-threads", "1", "-i", "pipe:0", .. Encode, .. Mp4], source);

    /// <summary>
    /// Copies a source in H.264 to fragmented MP4. FFmpeg must read its first frame before it writes the header, even when
    /// audio precedes it: it must probe more than the first bytes (<c>-probesize</c>), but no frame rate, which would take over a second.
    /// </summary>
    public static Task<byte[]> PassOnAsync(byte[] source, string format) => RunAsync(
        "ffmpeg",
        [
            "-v", "error", "-copyts", "-f", format, "-probesize", "1000000", "-fpsprobesize", "0", "-i", "pipe:0", "-c:v", "copy", "-c:a", "aac",
            "-max_interleave_delta", "300000", "-avoid_negative_ts", "disabled", "-output_ts_offset", "10", .. Mp4,
        ],
        source);

    /// <summary>FFmpeg's name of a fixture's container.</summary>
    public static string FormatOf(string fixture) => fixture == "mp4" ? "mp4" : "matroska";

    /// <summary>The packets in bytes, as ffprobe reads them.</summary>
    public static async Task<IReadOnlyList<ProbedPacket>> ProbeAsync(byte[] bytes)
    {
        string[] arguments = ["-v", "error", "-show_entries", "packet=codec_type,pts_time,size,flags", "-of", "compact=p=0:nk=0", "-i", "pipe:0"];
        var text = Encoding.UTF8.GetString(await RunAsync("ffprobe", arguments, bytes));
        var packets = new List<ProbedPacket>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split('|').Select(field => field.Split('=', 2)).Where(pair => pair.Length == 2)
                .GroupBy(pair => pair[0]).ToDictionary(group => group.Key, group => group.First()[1]);
            packets.Add(new ProbedPacket(
                fields["codec_type"] == "video",
                (long)(decimal.Parse(fields["pts_time"], CultureInfo.InvariantCulture) * 1_000_000),
                int.Parse(fields["size"], CultureInfo.InvariantCulture),
                fields["flags"].StartsWith('K')));
        }

        return packets;
    }

    /// <summary>How many video frames can be decoded.</summary>
    public static async Task<int> CountFramesAsync(byte[] bytes)
    {
        string[] arguments = ["-v", "error", "-select_streams", "v", "-count_frames", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", "-i", "pipe:0"];
        var text = Encoding.UTF8.GetString(await RunAsync("ffprobe", arguments, bytes));
        return int.Parse(text.Split('\n')[0].Trim(',', ' '), CultureInfo.InvariantCulture);
    }

    /// <summary>Runs a program with bytes on its standard input; returns its output.</summary>
    public static async Task<byte[]> RunAsync(string program, IEnumerable<string> arguments, byte[] input)
    {
        var token = TestContext.Current.CancellationToken;
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        using var output = new MemoryStream();
        var errors = process.StandardError.ReadToEndAsync(token);
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output, token);
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, token);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program may stop reading before the end.
        }

        await reading;
        await process.WaitForExitAsync(token);
        return process.ExitCode == 0 || output.Length > 0 ? output.ToArray() : throw new InvalidOperationException($"{program}: {await errors}");
    }

    private static Task<byte[]> ToTransportStreamAsync(byte[] source, string format) => RunAsync(
        "ffmpeg", ["-v", "error", "-copyts", "-f", format, "-i", "pipe:0", .. Encode, "-muxdelay", "0", "-muxpreload", "0", "-f", "mpegts", "pipe:1"], source);
}
