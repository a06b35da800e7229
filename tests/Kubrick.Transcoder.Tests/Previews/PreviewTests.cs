using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Previews;
using Kubrick.Transcoder.Tests.Fixtures;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.Tests.Previews;

/// <summary>A folder of its own for each test, and what is made in it.</summary>
public abstract class PreviewTests : IDisposable
{
    protected PreviewTests()
    {
        Directory.CreateDirectory(Folder);
        Maker = CreateMaker();
    }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected string Folder { get; } = Path.Combine(Path.GetTempPath(), $"kubrick-previews-{Guid.NewGuid():N}");

    private protected PreviewMaker Maker { get; }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(Folder, recursive: true);
    }

    private protected static PreviewMaker CreateMaker(string ffmpeg = "ffmpeg")
    {
        var options = Options.Create(new TranscoderOptions { FFmpegPath = ffmpeg });
        return new PreviewMaker(new FFmpegTool(options), options);
    }

    protected string Save(params byte[][] pieces)
    {
        var path = Path.Combine(Folder, $"original-{Guid.NewGuid():N}");
        File.WriteAllBytes(path, [.. pieces.SelectMany(piece => piece)]);
        return path;
    }

    private protected Task<CopyOutcome> CopyAsync(params byte[][] pieces) => Maker.CopyAsync(Save(pieces), Folder, Cancel);

    private protected async Task<MediaCopy> MakeCopyAsync(params byte[][] pieces) => Assert.IsType<CopyOutcome.Made>(await CopyAsync(pieces)).Copy;

    private protected static string Hash(MadeFile file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file.Path)));

    /// <summary>The packets of a file, as ffprobe reads them with seeking.</summary>
    protected static async Task<IReadOnlyList<ProbedPacket>> PacketsAsync(string path, params string[] more)
    {
        var text = await ProbeAsync([.. more, "-show_entries", "packet=codec_type,pts_time,size,flags", "-of", "csv=p=0", path]);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')).Select(fields => new ProbedPacket(
            fields[0] == "video", (long)(decimal.Parse(fields[1], CultureInfo.InvariantCulture) * 1_000_000), int.Parse(fields[2], CultureInfo.InvariantCulture), fields[3].StartsWith('K')))];
    }

    /// <summary>A value of the first video stream, or else of the first audio stream.</summary>
    protected static async Task<string?> StreamAsync(string path, string name)
    {
        using var document = JsonDocument.Parse(await ProbeAsync(["-show_streams", "-of", "json", path]));
        var stream = document.RootElement.GetProperty("streams")[0];
        return stream.TryGetProperty(name, out var value) ? value.ToString() : null;
    }

    /// <summary>The pixels of a picture in 8-bit grey, row by row.</summary>
    protected static Task<byte[]> GreyAsync(string path) =>
        MediaTool.RunAsync("ffmpeg", ["-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1"], []);

    private static async Task<string> ProbeAsync(string[] arguments) => Encoding.UTF8.GetString(await MediaTool.RunAsync("ffprobe", ["-v", "error", .. arguments], []));
}
