using System.Security.Cryptography;

namespace Kubrick.Manifests.Signing;

/// <summary>Keys in PEM (RFC 7468): PKCS #8, SEC 1 or SubjectPublicKeyInfo.</summary>
internal static class Pem
{
    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>Whether a text contains PEM, rather than the path of a file.</summary>
    public static bool IsIn(string text) => text.Contains("-----BEGIN ", StringComparison.Ordinal);

    /// <summary>The key on the curve P-256.</summary>
    /// <exception cref="ManifestException">The text is no such key.</exception>
    public static ECDsa Read(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            // Where a variable cannot have several lines, its line ends are written as \n.
            key.ImportFromPem(pem.Replace("\\n", "\n", StringComparison.Ordinal));
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == P256)
            {
                return key;
            }
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            // The exception is left out: its text might show parts of the key.
            key.Dispose();
            throw new ManifestException("The text is not one unencrypted key of an elliptic curve in PEM.");
        }

        key.Dispose();
        throw new ManifestException("The key is not on the curve P-256.");
    }
}
