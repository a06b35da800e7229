using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Kubrick.Storage.Gcp;

/// <summary>Checks the settings of the provider <c>gcp</c> at start: one sentence for each fault, which names the setting.</summary>
internal sealed partial class GcpStorageOptionsValidator : IValidateOptions<GcpStorageOptions>
{
    public ValidateOptionsResult Validate(string? name, GcpStorageOptions options)
    {
        string[] failures = [.. Failures(options)];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(GcpStorageOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Bucket))
        {
            yield return "Storage:Gcp:Bucket (environment GCP_BUCKET_NAME) must name the bucket.";
        }
        else if (!BucketName().IsMatch(options.Bucket))
        {
            yield return "Storage:Gcp:Bucket (environment GCP_BUCKET_NAME) must be a bucket's name alone: 3 to 222 lower-case letters, digits, '-', '_' and '.'.";
        }

        if (options.CredentialsFile is { Length: > 0 } file && !File.Exists(file))
        {
            yield return "Storage:Gcp:CredentialsFile (environment GOOGLE_APPLICATION_CREDENTIALS) names a file that does not exist or cannot be read.";
        }

        if (options.SigningServiceAccount is { Length: > 0 } account && !account.Contains('@', StringComparison.Ordinal))
        {
            yield return "Storage:Gcp:SigningServiceAccount (environment Storage__Gcp__SigningServiceAccount) must be the email address of a service account.";
        }

        if (options.Endpoint is { } endpoint && !(endpoint.IsAbsoluteUri && (endpoint.Scheme == Uri.UriSchemeHttp || endpoint.Scheme == Uri.UriSchemeHttps)))
        {
            yield return "Storage:Gcp:Endpoint (environment Storage__Gcp__Endpoint) must be an absolute http or https URL.";
        }
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]\z", RegexOptions.NonBacktracking)]
    private static partial Regex BucketName();
}
