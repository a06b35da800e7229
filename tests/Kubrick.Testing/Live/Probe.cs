using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Kubrick.Testing.Live;

/// <summary>What ffprobe says of media bytes.</summary>
/// <param name="VideoFrames">How many pictures could be decoded.</param>
/// <param name="VideoCodec">The video's codec; null where there is none.</param>
/// <param name="AudioCodec">The audio's codec; null where there is none.</param>
/// <param name="VideoTimes">The pictures' times, in seconds.</param>
/// <param name="AudioStart">The time of the first audio frame, in seconds; not a number where there is none.</param>
/// <param name="AudioSeconds">How much sound could be decoded.</param>
/// <param name="Errors">What the decoder complained of.</param>
public sealed record Probe(int VideoFrames, string? VideoCodec, string? AudioCodec, IReadOnlyList<double> VideoTimes, double AudioStart, double AudioSeconds, string Errors)
{
    /// <summary>Decodes all of it.</summary>
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
            // It has seen enough.
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
