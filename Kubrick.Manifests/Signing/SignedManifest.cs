using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Kubrick.Manifests.Signing;

/// <summary>
/// A manifest and its signature: a JSON Web Signature (RFC 7515) with ES256, in the flattened JSON serialisation. The payload is the JSON of the manifest; the signature
/// covers its bytes as they are sent, so no canonical form is needed.
/// </summary>
public sealed class SignedManifest
{
    /// <summary>Its media type (RFC 7515, clause 9.2.1).</summary>
    public const string ContentType = "application/jose+json";

    /// <summary>The largest that is read: several times one with 10,000 parts.</summary>
    public const int MaxBytes = 8 << 20;

    internal const string Algorithm = "ES256";

    private const string Type = "kubrick-manifest+jose";

    private readonly byte[] payload;
    private readonly byte[] signedText;
    private readonly byte[] signature;

    private SignedManifest(byte[] payload, byte[] signedText, byte[] signature, PublicKey embeddedKey)
    {
        this.payload = payload;
        this.signedText = signedText;
        this.signature = signature;
        EmbeddedKey = embeddedKey;
    }

    /// <summary>The key that the manifest names itself. A valid signature by it proves only that manifest and key belong together.</summary>
    public PublicKey EmbeddedKey { get; }

    /// <summary>Signs a manifest.</summary>
    /// <returns>The JSON in UTF-8.</returns>
    public static byte[] Sign(Manifest manifest, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var header = new ProtectedHeader(Algorithm, Type, key.PublicKey.Thumbprint, key.PublicKey.Coordinates());
        var protectedText = Base64UrlText.Encode(JsonSerializer.SerializeToUtf8Bytes(header, ManifestJson.Default.ProtectedHeader));
        var payloadText = Base64UrlText.Encode(JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestJson.Default.Manifest));
        var signature = Base64UrlText.Encode(key.Sign(TextOf(protectedText, payloadText)));
        return JsonSerializer.SerializeToUtf8Bytes(new FlattenedJws(payloadText, protectedText, signature), ManifestJson.Default.FlattenedJws);
    }

    /// <summary>Reads a signed manifest. The signature is not verified yet.</summary>
    /// <exception cref="ManifestException">It is malformed, or not signed with ES256.</exception>
    public static SignedManifest Read(ReadOnlySpan<byte> json)
    {
        if (json.Length > MaxBytes)
        {
            throw new ManifestException($"The manifest is larger than {MaxBytes >> 20} MiB.");
        }

        var jws = Parse(json, ManifestJson.Default.FlattenedJws, "The manifest is not a signature in JSON (RFC 7515, flattened).");
        if (Base64UrlText.Decode(jws.Payload) is not { } payload
            || Base64UrlText.Decode(jws.Protected) is not { } headerText
            || Base64UrlText.Decode(jws.Signature) is not { } signature)
        {
            throw new ManifestException("The manifest contains malformed Base64url.");
        }

        var header = Parse(headerText, ManifestJson.Default.ProtectedHeader, "The header of the signature is malformed.");
        // Never the algorithm that the file asks for: 'none' and others are no signature at all.
        if (header.Alg != Algorithm || header.Typ != Type || header.Crit is not null)
        {
            throw new ManifestException($"The signature is not one of a manifest with {Algorithm}.");
        }

        return PublicKey.Of(header.Jwk) is { } key && key.Thumbprint == header.Kid
            ? new SignedManifest(payload, TextOf(jws.Protected, jws.Payload), signature, key)
            : throw new ManifestException("The key in the manifest is malformed.");
    }

    /// <summary>Whether <paramref name="key"/> made the signature.</summary>
    public bool IsSignedBy(PublicKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Verifies(signedText, signature);
    }

    /// <summary>The manifest; call <see cref="IsSignedBy"/> before.</summary>
    /// <exception cref="ManifestException">The signed text is no manifest, or one of a newer format.</exception>
    public Manifest ReadManifest() =>
        ManifestRules.Check(Parse(payload, ManifestJson.Default.Manifest, "The signed text is not a manifest of a recording."));

    // RFC 7515, clause 5.1.
    private static byte[] TextOf(string protectedText, string payloadText) => Encoding.ASCII.GetBytes($"{protectedText}.{payloadText}");

    private static T Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, string otherwise)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new ManifestException(otherwise);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Duplicate and missing names, other types, invalid UTF-8.
            throw new ManifestException(otherwise, exception);
        }
    }
}
