using System.Text.Json.Serialization;

namespace Kubrick.Manifests.Signing;

/// <summary>A public key in JSON (RFC 7517; elliptic curves: RFC 7518, clause 6.2). A key of another type has other members, which are not read.</summary>
public sealed record JsonWebKey
{
    /// <summary>The type: <c>EC</c>.</summary>
    public string? Kty { get; init; }

    /// <summary>The curve: <c>P-256</c>.</summary>
    public string? Crv { get; init; }

    /// <summary>The x coordinate, in Base64url.</summary>
    public string? X { get; init; }

    /// <summary>The y coordinate, in Base64url.</summary>
    public string? Y { get; init; }

    /// <summary>Its thumbprint (RFC 7638).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Kid { get; init; }

    /// <summary>What it is for: <c>sig</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Use { get; init; }

    /// <summary>The algorithm: <c>ES256</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Alg { get; init; }
}

/// <summary>Published keys (RFC 7517, clause 5).</summary>
/// <param name="Keys">The keys.</param>
public sealed record JsonWebKeySet(IReadOnlyList<JsonWebKey> Keys)
{
    /// <summary>Its media type (RFC 7517, clause 8.5.2).</summary>
    public const string ContentType = "application/jwk-set+json";
}
