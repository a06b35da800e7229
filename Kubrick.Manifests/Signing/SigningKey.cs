using System.Security.Cryptography;

namespace Kubrick.Manifests.Signing;

/// <summary>A private key that signs manifests with ES256. Thread-safe. No member returns the private key as text.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly ECDsa key;
    private readonly Lock use = new();

    private SigningKey(ECDsa key)
    {
        this.key = key;
        PublicKey = PublicKey.Of(key);
    }

    /// <summary>The key that verifies its signatures.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>Makes a new key.</summary>
    public static SigningKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads a private key in PEM.</summary>
    /// <exception cref="ManifestException">The text is no private key on the curve P-256.</exception>
    public static SigningKey OfPem(string pem)
    {
        var key = Pem.Read(pem);
        try
        {
            _ = key.ExportParameters(includePrivateParameters: true);
            return new SigningKey(key);
        }
        catch (CryptographicException)
        {
            key.Dispose();
            throw new ManifestException("The key is a public key; a private key is needed to sign.");
        }
    }

    /// <summary>Reads a private key from <see cref="Export"/>.</summary>
    /// <exception cref="ManifestException">The bytes are no such key.</exception>
    public static SigningKey Import(ReadOnlySpan<byte> pkcs8)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(pkcs8, out _);
            return new SigningKey(key);
        }
        catch (Exception exception) when (exception is CryptographicException or ManifestException)
        {
            key.Dispose();
            throw new ManifestException("The bytes are no private key on the curve P-256.");
        }
    }

    /// <summary>The private key (PKCS #8), to be stored as a secret.</summary>
    public byte[] Export() => key.ExportPkcs8PrivateKey();

    /// <inheritdoc />
    public void Dispose() => key.Dispose();

    internal byte[] Sign(byte[] text)
    {
        lock (use)
        {
            return key.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }
}
