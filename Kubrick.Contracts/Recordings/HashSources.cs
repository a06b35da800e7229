namespace Kubrick.Contracts.Recordings;

/// <summary>Who computed a hash of stored bytes, and whether it was compared.</summary>
public static class HashSources
{
    /// <summary>The recorder computed it. Nothing was compared.</summary>
    public const string Claimed = "claimed";

    /// <summary>The recorder computed it, and the server or its storage found the stored bytes equal.</summary>
    public const string Compared = "compared";

    /// <summary>The server or its storage computed it from the bytes that it received. The recorder sent no hash to compare.</summary>
    public const string Computed = "computed";

    /// <summary>All sources.</summary>
    public static IReadOnlyList<string> All { get; } = [Claimed, Compared, Computed];
}
