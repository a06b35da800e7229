namespace Kubrick.Benchmarks.Live;

/// <summary>Percentiles of measured values.</summary>
internal static class Percentiles
{
    /// <summary>The value that the share <paramref name="share"/> (0 to 1) of all values does not exceed; NaN without values.</summary>
    public static double At(IReadOnlyCollection<double> values, double share)
    {
        var ordered = values.Order().ToArray();
        return ordered.Length == 0 ? double.NaN : ordered[Math.Clamp((int)Math.Ceiling(ordered.Length * share) - 1, 0, ordered.Length - 1)];
    }
}
