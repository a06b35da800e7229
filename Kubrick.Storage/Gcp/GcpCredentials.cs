using System.Text.Json;
using Google.Apis.Auth.OAuth2;
using Google.Cloud.Storage.V1;

namespace Kubrick.Storage.Gcp;

/// <summary>Finds the credentials as Google's library does, and the signer of URLs that fits them.</summary>
internal static class GcpCredentials
{
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";

    /// <exception cref="StorageException">With <see cref="StorageError.Refused"/>: there are no usable credentials.</exception>
    public static async Task<GoogleCredential> FindAsync(GcpStorageOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return options.CredentialsFile is { Length: > 0 } file
                ? await ReadAsync(file, cancellationToken)
                : await GoogleCredential.GetApplicationDefaultAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidOperationException or JsonException or KeyNotFoundException or IOException or UnauthorizedAccessException)
        {
            throw new StorageException(
                StorageError.Refused,
                "No usable Google credentials were found: set GOOGLE_APPLICATION_CREDENTIALS to a valid file, or run with a workload identity.",
                exception);
        }
    }

    /// <summary>Signs with the key of a service account, or else through IAM, which a service account of the machine may do for itself.</summary>
    /// <exception cref="StorageException">With <see cref="StorageError.Refused"/>: these credentials cannot sign.</exception>
    public static UrlSigner Signer(GoogleCredential credential, GcpStorageOptions options)
    {
        try
        {
            return UrlSigner.FromCredential(
                options.SigningServiceAccount is { Length: > 0 } account
                    ? credential.Impersonate(new ImpersonatedCredential.Initializer(account) { Scopes = [Scope] })
                    : credential);
        }
        catch (InvalidOperationException exception)
        {
            throw new StorageException(
                StorageError.Refused,
                "The Google credentials cannot sign URLs: use a service account, or set Storage:Gcp:SigningServiceAccount to one that they may impersonate.",
                exception);
        }
    }

    /// <summary>Loads a file of the type that it names; the operator provides it, so every type is accepted.</summary>
    private static async Task<GoogleCredential> ReadAsync(string file, CancellationToken cancellationToken)
    {
        var json = await File.ReadAllTextAsync(file, cancellationToken);
        using var document = JsonDocument.Parse(json);
        return CredentialFactory.FromJson(json, document.RootElement.GetProperty("type").GetString() ?? "");
    }
}
