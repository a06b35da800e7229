using Microsoft.Extensions.Options;

namespace Kubrick.Storage.S3;

/// <summary>Checks the settings of the provider <c>s3</c> at start: one sentence for each fault, which names the setting.</summary>
internal sealed class S3StorageOptionsValidator : IValidateOptions<S3StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, S3StorageOptions options)
    {
        string[] failures = [.. Failures(options)];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(S3StorageOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Bucket))
        {
            yield return "Storage:S3:Bucket (environment AWS_BUCKET_NAME) must name the bucket.";
        }

        if (string.IsNullOrWhiteSpace(options.Region))
        {
            yield return "Storage:S3:Region (environment AWS_REGION) must name the bucket's region.";
        }

        if (string.IsNullOrEmpty(options.AccessKeyId) != string.IsNullOrEmpty(options.SecretAccessKey))
        {
            yield return "Storage:S3:AccessKeyId and Storage:S3:SecretAccessKey (environment AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY) must be set together, or neither of them.";
        }

        if (!IsHttp(options.Endpoint))
        {
            yield return "Storage:S3:Endpoint (environment Storage__S3__Endpoint) must be an absolute http or https URL.";
        }

        if (!IsHttp(options.PublicEndpoint))
        {
            yield return "Storage:S3:PublicEndpoint (environment Storage__S3__PublicEndpoint) must be an absolute http or https URL.";
        }
    }

    private static bool IsHttp(Uri? uri) =>
        uri is null || (uri.IsAbsoluteUri && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps));
}
