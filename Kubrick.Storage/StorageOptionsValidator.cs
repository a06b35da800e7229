using Kubrick.Storage.Local;
using Kubrick.Storage.S3;
using Microsoft.Extensions.Options;

namespace Kubrick.Storage;

/// <summary>Checks the settings at start: one sentence each, which names the setting.</summary>
internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    private const int ShortestSigningKey = 32;

    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        string[] failures = [.. Lifetimes(options), .. Parts(options), .. Provider(options)];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Provider(StorageOptions options) => options.Provider switch
    {
        LocalStorageOptions.Provider => Local(options.Local),
        S3StorageOptions.Provider => S3(options.S3),
        "gcp" => ["Storage:Provider (environment STORAGE_PROVIDER) is 'gcp', which this version does not offer yet; use 'local' or 's3'."],
        _ => [$"Storage:Provider (environment STORAGE_PROVIDER) must be 'local' or 's3', not '{options.Provider}'."],
    };

    private static IEnumerable<string> Local(LocalStorageOptions local)
    {
        if (string.IsNullOrWhiteSpace(local.Root))
        {
            yield return "Storage:Local:Root (environment Storage__Local__Root) must name the folder that objects are kept in.";
        }

        if (local.SigningKey is { Length: < ShortestSigningKey })
        {
            yield return $"Storage:Local:SigningKey (environment Storage__Local__SigningKey) must have at least {ShortestSigningKey} characters, or not be set.";
        }

        if (local.MaxObjectBytes < 1)
        {
            yield return "Storage:Local:MaxObjectBytes (environment Storage__Local__MaxObjectBytes) must be at least 1.";
        }

        if (local.ReservedBytes < 0)
        {
            yield return "Storage:Local:ReservedBytes (environment Storage__Local__ReservedBytes) must not be negative.";
        }
    }

    private static IEnumerable<string> S3(S3StorageOptions s3)
    {
        if (string.IsNullOrWhiteSpace(s3.Bucket))
        {
            yield return "Storage:S3:Bucket (environment AWS_BUCKET_NAME) must name the bucket.";
        }

        if (string.IsNullOrWhiteSpace(s3.Region))
        {
            yield return "Storage:S3:Region (environment AWS_REGION) must name the bucket's region.";
        }

        if (string.IsNullOrEmpty(s3.AccessKeyId) != string.IsNullOrEmpty(s3.SecretAccessKey))
        {
            yield return "Storage:S3:AccessKeyId and Storage:S3:SecretAccessKey (environment AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY) must be set together, or neither of them.";
        }

        if (!IsHttp(s3.Endpoint))
        {
            yield return "Storage:S3:Endpoint (environment Storage__S3__Endpoint) must be an absolute http or https URL.";
        }

        if (!IsHttp(s3.PublicEndpoint))
        {
            yield return "Storage:S3:PublicEndpoint (environment Storage__S3__PublicEndpoint) must be an absolute http or https URL.";
        }
    }

    private static IEnumerable<string> Parts(StorageOptions options)
    {
        if (options.ChunkSize is < ChunkSizes.Step or > 5L << 30 || options.ChunkSize % ChunkSizes.Step != 0)
        {
            yield return "Storage:ChunkSize (environment Storage__ChunkSize) must be a multiple of 262144 bytes, up to 5 GiB.";
        }

        // One part is held in memory until it is stored.
        if (options.WriterPartSize is < ChunkSizes.Step or > 64L << 20 || options.WriterPartSize % ChunkSizes.Step != 0)
        {
            yield return "Storage:WriterPartSize (environment Storage__WriterPartSize) must be a multiple of 262144 bytes, up to 64 MiB.";
        }
    }

    private static IEnumerable<string> Lifetimes(StorageOptions options)
    {
        var (shortest, longest) = (TimeSpan.FromMinutes(1), TimeSpan.FromDays(7));
        if (options.ReadUrlLifetime < shortest || options.ReadUrlLifetime > longest)
        {
            yield return "Storage:ReadUrlLifetime (environment Storage__ReadUrlLifetime) must be between 1 minute and 7 days.";
        }

        if (options.WriteUrlLifetime < shortest || options.WriteUrlLifetime > longest)
        {
            yield return "Storage:WriteUrlLifetime (environment Storage__WriteUrlLifetime) must be between 1 minute and 7 days.";
        }

        if (options.UploadLifetime < TimeSpan.FromDays(1) || options.UploadLifetime > TimeSpan.FromDays(30))
        {
            yield return "Storage:UploadLifetime (environment Storage__UploadLifetime) must be between 1 and 30 days.";
        }
    }

    private static bool IsHttp(Uri? uri) =>
        uri is null || (uri.IsAbsoluteUri && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps));
}
