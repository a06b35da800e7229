namespace Kubrick.Storage;

/// <summary>A signed URL that accepts one part by PUT.</summary>
/// <param name="Url">The URL; relative with the provider <c>local</c>.</param>
/// <param name="Headers">The headers that the PUT must have, because the signature covers them.</param>
public sealed record SignedPart(Uri Url, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The headers of a part whose signature covers none.</summary>
    public static IReadOnlyDictionary<string, string> NoHeaders { get; } = new Dictionary<string, string>();
}
