using Microsoft.Extensions.Options;

namespace Kubrick.Storage.Local;

/// <summary>Checks the settings of the provider <c>local</c> at start: one sentence for each fault, which names the setting.</summary>
internal sealed class LocalStorageOptionsValidator : IValidateOptions<LocalStorageOptions>
{
    private const int ShortestSigningKey = 32;

    public ValidateOptionsResult Validate(string? name, LocalStorageOptions options)
    {
        string[] failures = [.. Failures(options)];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(LocalStorageOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Root))
        {
            yield return "Storage:Local:Root (environment Storage__Local__Root) must name the folder that objects are stored in.";
        }

        if (options.SigningKey is { Length: < ShortestSigningKey })
        {
            yield return $"Storage:Local:SigningKey (environment Storage__Local__SigningKey) must have at least {ShortestSigningKey} characters, or not be set.";
        }

        if (options.MaxObjectBytes < 1)
        {
            yield return "Storage:Local:MaxObjectBytes (environment Storage__Local__MaxObjectBytes) must be at least 1.";
        }

        if (options.ReservedBytes < 0)
        {
            yield return "Storage:Local:ReservedBytes (environment Storage__Local__ReservedBytes) must not be negative.";
        }

        if (options.PublicEndpoint is { } endpoint && !IsOrigin(endpoint))
        {
            yield return "Storage:Local:PublicEndpoint (environment Storage__Local__PublicEndpoint) must be an origin such as https://media.example.org, without a path, or not be set.";
        }
    }

    private static bool IsOrigin(Uri endpoint) =>
        endpoint.IsAbsoluteUri && endpoint is { PathAndQuery: "/", Fragment: "", UserInfo: "" } && (endpoint.Scheme == Uri.UriSchemeHttp || endpoint.Scheme == Uri.UriSchemeHttps);
}
