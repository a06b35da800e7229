using System.Globalization;
using System.Text.Json;

namespace Kubrick.Transcoder.Originals;

/// <summary>What ffprobe reports about a file: parses its JSON.</summary>
/// <param name="Video">The first video track; pictures that are attached to audio do not count.</param>
/// <param name="Audio">The first audio track.</param>
/// <param name="VideoPackets">How many packets video has, where they were counted.</param>
/// <param name="AudioPackets">How many packets audio has, where they were counted.</param>
/// <param name="Duration">The duration in seconds; null when the container does not say.</param>
internal sealed record TrackProbe(VideoTrack? Video, AudioTrack? Audio, long VideoPackets, long AudioPackets, double? Duration)
{
    /// <summary>The arguments whose output this parses.</summary>
    public static readonly string[] Arguments = ["-show_streams", "-show_format", "-show_data_hash", "sha256", "-of", "json"];

    /// <summary>Whether video has more pixels than are decoded; ffprobe then reports no size.</summary>
    public bool IsVideoTooLarge { get; init; }

    /// <summary>Parses ffprobe's output.</summary>
    public static TrackProbe Parse(JsonElement root)
    {
        var streams = root.TryGetProperty("streams", out var list) ? list.EnumerateArray().ToList() : [];
        var video = streams.Find(stream => Text(stream, "codec_type") == "video" && !IsAttachedPicture(stream));
        var audio = streams.Find(stream => Text(stream, "codec_type") == "audio");
        var duration = root.TryGetProperty("format", out var format) && double.TryParse(Text(format, "duration"), CultureInfo.InvariantCulture, out var seconds) ? seconds : (double?)null;
        return new TrackProbe(
            video.ValueKind == JsonValueKind.Undefined ? null : ReadVideo(video),
            audio.ValueKind == JsonValueKind.Undefined ? null : ReadAudio(audio),
            Number(video, "nb_read_packets"),
            Number(audio, "nb_read_packets"),
            duration);
    }

    private static VideoTrack ReadVideo(JsonElement stream) => new(
        (int)Number(stream, "index"),
        Text(stream, "codec_name"),
        Text(stream, "codec_tag_string"),
        Text(stream, "profile"),
        new PictureSize((int)Number(stream, "width"), (int)Number(stream, "height"), ReadAspect(Text(stream, "sample_aspect_ratio")), ReadRotation(stream)),
        Text(stream, "pix_fmt"),
        stream.TryGetProperty("extradata_hash", out var hash) ? hash.GetString() : null);

    private static AudioTrack ReadAudio(JsonElement stream) => new(
        (int)Number(stream, "index"),
        Text(stream, "codec_name"),
        int.TryParse(Text(stream, "sample_rate"), CultureInfo.InvariantCulture, out var rate) ? rate : 0,
        (int)Number(stream, "channels"),
        stream.TryGetProperty("extradata_hash", out var hash) ? hash.GetString() : null);

    private static bool IsAttachedPicture(JsonElement stream) => stream.TryGetProperty("disposition", out var disposition) && Number(disposition, "attached_pic") == 1;

    /// <summary>Reads <c>4:3</c>; 1 when it is unknown or absurd.</summary>
    private static double ReadAspect(string text) =>
        text.Split(':') is [var width, var height] && double.TryParse(width, CultureInfo.InvariantCulture, out var w) && double.TryParse(height, CultureInfo.InvariantCulture, out var h)
        && h > 0 && w / h is >= 0.1 and <= 10 ? w / h : 1;

    /// <summary>ffprobe reports the counter-clockwise angle of the display matrix.</summary>
    private static int ReadRotation(JsonElement stream)
    {
        if (!stream.TryGetProperty("side_data_list", out var list))
        {
            return 0;
        }

        var angle = list.EnumerateArray().Where(data => data.TryGetProperty("rotation", out _)).Select(data => Number(data, "rotation")).FirstOrDefault();
        return (int)(((-angle % 360) + 360) % 360) switch { >= 45 and < 135 => 90, >= 135 and < 225 => 180, >= 225 and < 315 => 270, _ => 0 };
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static long Number(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value))
        {
            return 0;
        }

        return value.ValueKind == JsonValueKind.Number ? (long)value.GetDouble() : long.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
