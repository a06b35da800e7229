using System.ComponentModel.DataAnnotations;
using Kubrick.Manifests;
using Kubrick.Manifests.Signing;

namespace Kubrick.Recordings.Manifests;

/// <summary>The keys of manifests (section <c>Manifests</c>). Every key is PEM, or the path of a file with PEM.</summary>
internal sealed class ManifestOptions : IValidatableObject
{
    /// <summary>The private key that signs; null for one that is made once and stored in the database.</summary>
    public string? SigningKey { get; set; }

    /// <summary>Further keys that are published, although this database has never seen them.</summary>
    public IList<string> RetiredKeys { get; } = [];

    /// <summary>Reads the private key; null where none is set.</summary>
    /// <exception cref="ManifestException">It cannot be read.</exception>
    public SigningKey? ReadSigningKey() => string.IsNullOrWhiteSpace(SigningKey) ? null : Kubrick.Manifests.Signing.SigningKey.OfPem(Text(SigningKey));

    /// <summary>Reads the retired keys.</summary>
    /// <exception cref="ManifestException">One cannot be read.</exception>
    public IReadOnlyList<PublicKey> ReadRetiredKeys() => [.. RetiredKeys.SelectMany(key => PublicKeys.Read(Text(key)))];

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // Never with the value: it is a secret.
        if (Fault(() => ReadSigningKey()?.Dispose()) is { } signing)
        {
            yield return new ValidationResult($"Manifests__SigningKey cannot be used: {signing}");
        }

        if (Fault(() => ReadRetiredKeys()) is { } retired)
        {
            yield return new ValidationResult($"Manifests__RetiredKeys cannot be used: {retired}");
        }
    }

    private static string? Fault(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (ManifestException exception)
        {
            return exception.Message;
        }
    }

    private static string Text(string setting)
    {
        if (setting.Contains("-----BEGIN ", StringComparison.Ordinal))
        {
            return setting;
        }

        try
        {
            return File.ReadAllText(setting);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ManifestException("It is neither PEM nor the path of a file that can be read.");
        }
    }
}
