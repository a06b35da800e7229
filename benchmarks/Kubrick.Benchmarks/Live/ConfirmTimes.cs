using System.Globalization;

namespace Kubrick.Benchmarks.Live;

/// <summary>The time from publishing a frame to the broker's confirm, from Ingest's histogram.</summary>
/// <param name="P50Ms">The upper bound of the bucket with the median, in milliseconds.</param>
/// <param name="P99Ms">The upper bound of the bucket with the 99th percentile, in milliseconds.</param>
/// <param name="Count">The number of frames.</param>
internal sealed record ConfirmTimes(double P50Ms, double P99Ms, long Count)
{
    private const string Name = "kubrick_ingest_confirm_duration";

    /// <summary>Reads the histogram; null when it is empty.</summary>
    public static async Task<ConfirmTimes?> ReadAsync(KubrickSystem system, CancellationToken cancellationToken)
    {
        using var ingest = system.Client("ingest");
        var text = await ingest.GetStringAsync(new Uri("/metrics", UriKind.Relative), cancellationToken);
        var buckets = new SortedDictionary<double, long>();
        var unit = 1.0;
        foreach (var line in text.Split('\n').Where(line => line.StartsWith(Name, StringComparison.Ordinal) && line.Contains("_bucket", StringComparison.Ordinal)))
        {
            unit = line.Contains("_seconds_", StringComparison.Ordinal) ? 1000 : 1;
            var from = line.IndexOf("le=\"", StringComparison.Ordinal) + 4;
            var bound = line[from..line.IndexOf('"', from)];
            var upper = bound == "+Inf" ? double.PositiveInfinity : double.Parse(bound, CultureInfo.InvariantCulture);
            buckets[upper] = buckets.GetValueOrDefault(upper) + long.Parse(line.Split("} ")[1].Split(' ')[0], CultureInfo.InvariantCulture);
        }

        var count = buckets.Count == 0 ? 0 : buckets.Values.Max();
        return count == 0 ? null : new ConfirmTimes(At(0.5), At(0.99), count);

        double At(double share) => buckets.First(bucket => bucket.Value >= share * count).Key * unit;
    }
}
