using System.Globalization;

namespace Kubrick.Benchmarks.Live;

/// <summary>How long frames waited for the broker's confirm, from Ingest's own histogram.</summary>
/// <param name="P50Ms">The upper bound of the bucket that holds the median, in ms.</param>
/// <param name="P99Ms">The same of the 99th percentile.</param>
/// <param name="Count">How many frames.</param>
internal sealed record ConfirmTimes(double P50Ms, double P99Ms, long Count)
{
    private const string Name = "kubrick_ingest_confirm_duration";

    /// <summary>Reads them; null where Ingest measured nothing.</summary>
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
