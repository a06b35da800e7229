using System.Text;
using System.Text.Json;

namespace Kubrick.Manifests.Signing;

/// <summary>Reads public keys in the forms in which operators have them.</summary>
public static class PublicKeys
{
    private const int MaxKeys = 1000;

    /// <summary>Reads a set of keys or one key in JSON (RFC 7517), or one key in PEM. Keys of a set that are not on P-256 are left out.</summary>
    /// <returns>At least one key.</returns>
    /// <exception cref="ManifestException">The text has no usable key.</exception>
    public static IReadOnlyList<PublicKey> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Pem.IsIn(text))
        {
            return [PublicKey.OfPem(text)];
        }

        var keys = ReadJson(Encoding.UTF8.GetBytes(text)).OfType<JsonWebKey>().Take(MaxKeys).Select(PublicKey.Of).OfType<PublicKey>().Distinct().ToList();
        return keys.Count > 0 ? keys : throw new ManifestException("There is no public key on the curve P-256.");
    }

    // JSON can contain null anywhere.
    private static IReadOnlyList<JsonWebKey?> ReadJson(byte[] text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("keys", out _))
            {
                return document.Deserialize(ManifestJson.Default.JsonWebKeySet)?.Keys ?? [];
            }

            return [document.Deserialize(ManifestJson.Default.JsonWebKey)];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new ManifestException("The text is neither a key in PEM nor keys in JSON (RFC 7517).");
        }
    }
}
