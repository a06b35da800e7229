using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kubrick.Manifests.Signing;

/// <summary>A signature in the flattened JSON serialisation (RFC 7515, clause 7.2.2), without an unprotected header.</summary>
/// <param name="Payload">The signed bytes, in Base64url.</param>
/// <param name="Protected">The protected header, in Base64url.</param>
/// <param name="Signature">The signature, in Base64url.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FlattenedJws(string Payload, string Protected, string Signature);

/// <summary>The protected header (RFC 7515, clause 4).</summary>
/// <param name="Alg">Always <c>ES256</c>.</param>
/// <param name="Typ">The explicit type (RFC 8725, clause 3.11): a signature over something else is never taken for a manifest.</param>
/// <param name="Kid">The thumbprint of the key.</param>
/// <param name="Jwk">The key.</param>
internal sealed record ProtectedHeader(string Alg, string Typ, string Kid, JsonWebKey Jwk)
{
    /// <summary>Extensions that a reader must understand; this format has none, so it is rejected.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Crit { get; init; }
}
