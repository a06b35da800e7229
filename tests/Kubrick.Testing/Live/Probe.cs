using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Kubrick.Testing.Live;

/// <summary>The result of decoding media with ffprobe.</summary>
/// <param name="VideoFrames">The number of decoded video frames.</param>
/// <param name="VideoCodec">The codec of the video; null without video.</param>
/// <param name="AudioCodec">The codec of the audio; null without audio.</param>
/// <param name="VideoTimes">The times of the video frames, in seconds.</param>
/// <param name="AudioStart">The time of the first audio frame, in seconds; NaN without audio.</param>
/// <param name="AudioSeconds">The duration of the decoded audio, in seconds.</param>
/// <param name="Errors">The errors that the decoder reported.</param>
public sealed record Probe(int VideoFrames, string? VideoCodec, string? AudioCodec, IReadOnlyList<double> VideoTimes, double AudioStart, double AudioSeconds, string Errors)
{
    /// <summary>Decodes all frames of <paramref name="media"/>.</summary>
    public static async Task<Probe> OfAsync(byte[] media, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(media);
        var start = new ProcessStartInfo("ffprobe") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "-v", "error", "-of", "json", "-show_streams", "-show_entries", "stream=codec_type,codec_name,sample_rate:frame=media_type,pts_time,best_effort_timestamp_time,nb_samples", "-show_frames", "pipe:0" })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(media, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // ffprobe exited before it read everything; its output says why.
        }

        await process.WaitForExitAsync(cancellationToken);
        using var json = JsonDocument.Parse(await output);
        var streams = json.RootElement.TryGetProperty("streams", out var found) ? found.EnumerateArray().ToList() : [];
        var decoded = json.RootElement.TryGetProperty("frames", out var frames)
            ? frames.EnumerateArray().ToLookup(frame => frame.GetProperty("media_type").GetString())
            : Enumerable.Empty<JsonElement>().ToLookup(_ => (string?)null);
        var times = decoded["video"].Select(Time).ToList();
        var samples = decoded["audio"].Sum(frame => frame.GetProperty("nb_samples").GetInt64());
        return new Probe(times.Count, Codec(streams, "video"), Codec(streams, "audio"), times, decoded["audio"].Select(Time).FirstOrDefault(double.NaN), samples / SampleRate(streams), await errors);
    }

    private static string? Codec(List<JsonElement> streams, string type) =>
        streams.Where(stream => stream.GetProperty("codec_type").GetString() == type).Select(stream => stream.GetProperty("codec_name").GetString()).FirstOrDefault();

    private static double SampleRate(List<JsonElement> streams) =>
        streams.Where(stream => stream.TryGetProperty("sample_rate", out _))
            .Select(stream => double.Parse(stream.GetProperty("sample_rate").GetString()!, CultureInfo.InvariantCulture))
            .FirstOrDefault(1);

    private static double Time(JsonElement frame) =>
        frame.TryGetProperty("pts_time", out var pts) || frame.TryGetProperty("best_effort_timestamp_time", out pts)
            ? double.Parse(pts.GetString()!, CultureInfo.InvariantCulture)
            : double.NaN;
}
