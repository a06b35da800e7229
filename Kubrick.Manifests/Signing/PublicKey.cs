using System.Security.Cryptography;
using System.Text;

namespace Kubrick.Manifests.Signing;

/// <summary>A public key on the curve P-256, which verifies ES256 signatures (RFC 7518, clause 3.4).</summary>
public sealed class PublicKey : IEquatable<PublicKey>
{
    private const int CoordinateBytes = 32;
    private const int SignatureBytes = 64;

    private readonly ECParameters parameters;

    private PublicKey(byte[] x, byte[] y)
    {
        parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } };
        var members = $$"""{"crv":"P-256","kty":"EC","x":"{{Base64UrlText.Encode(x)}}","y":"{{Base64UrlText.Encode(y)}}"}""";
        Thumbprint = Base64UrlText.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(members)));
    }

    /// <summary>The SHA-256 thumbprint of RFC 7638: the id of the key. It is always computed, never taken from a file.</summary>
    public string Thumbprint { get; }

    /// <summary>Reads a key; null where it is of another type or curve, or no point of the curve.</summary>
    public static PublicKey? Of(JsonWebKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key is { Kty: "EC", Crv: "P-256", X: { } x, Y: { } y } && Base64UrlText.Decode(x) is { } left && Base64UrlText.Decode(y) is { } right ? Of(left, right) : null;
    }

    /// <summary>Reads a key, private or public, in PEM.</summary>
    /// <exception cref="ManifestException">The text is no such key, or on another curve.</exception>
    public static PublicKey OfPem(string pem)
    {
        using var key = Pem.Read(pem);
        return Of(key);
    }

    /// <summary>The key in JSON, with its thumbprint as its id.</summary>
    public JsonWebKey ToJson() => Coordinates() with { Kid = Thumbprint, Use = "sig", Alg = SignedManifest.Algorithm };

    /// <inheritdoc />
    public bool Equals(PublicKey? other) => Thumbprint == other?.Thumbprint;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as PublicKey);

    /// <inheritdoc />
    public override int GetHashCode() => Thumbprint.GetHashCode(StringComparison.Ordinal);

    internal static PublicKey Of(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return Of(point.X!, point.Y!) ?? throw new ManifestException("The key is not on the curve P-256.");
    }

    /// <summary>Only the members that define the key.</summary>
    internal JsonWebKey Coordinates() => new() { Kty = "EC", Crv = "P-256", X = Base64UrlText.Encode(parameters.Q.X), Y = Base64UrlText.Encode(parameters.Q.Y) };

    internal bool Verifies(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureBytes)
        {
            return false;
        }

        using var key = ECDsa.Create(parameters);
        return key.VerifyData(text, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static PublicKey? Of(byte[] x, byte[] y)
    {
        if (x.Length != CoordinateBytes || y.Length != CoordinateBytes)
        {
            return null;
        }

        var key = new PublicKey(x, y);
        try
        {
            // Checks that the point is on the curve.
            using var usable = ECDsa.Create(key.parameters);
            return key;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
