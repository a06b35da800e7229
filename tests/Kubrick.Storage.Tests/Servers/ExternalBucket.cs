namespace Kubrick.Storage.Tests.Servers;

/// <summary>
/// A bucket that <c>./kubrick test storage --provider …</c> names, instead of a server of the tests: a provider's conformance tests then run against it. What
/// they store is removed at the end.
/// </summary>
/// <param name="Provider"><c>s3</c> or <c>gcp</c>.</param>
/// <param name="Bucket">The bucket.</param>
/// <param name="KeyPrefix">The keys' prefix, without a slash at its end.</param>
/// <param name="Region">The region of an S3 bucket.</param>
/// <param name="Endpoint">The server; null for Amazon's or Google's.</param>
internal sealed record ExternalBucket(string Provider, string Bucket, string KeyPrefix, string? Region, string? Endpoint)
{
    private const string Variables = "KUBRICK_CONFORMANCE_";

    /// <summary>The smallest part: Amazon's limit, and Google's step.</summary>
    public int PartBytes => Provider == "s3" ? 5 << 20 : 256 << 10;

    /// <summary>The named bucket; null if the tests use their own server for this provider.</summary>
    public static ExternalBucket? Find(string provider) => Read("PROVIDER") == provider && Read("BUCKET") is { } bucket
        ? new(provider, bucket, Read("PREFIX") ?? "kubrick-conformance", Read("REGION"), Read("ENDPOINT"))
        : null;

    /// <summary>A prefix for one class of tests.</summary>
    public string NewPrefix() => $"{KeyPrefix.Trim('/')}/{Guid.NewGuid():N}/";

    public Dictionary<string, string?> Settings()
    {
        var section = $"Storage:{(Provider == "s3" ? "S3" : "Gcp")}:";
        Dictionary<string, string?> settings = new() { ["Storage:Provider"] = Provider, [section + "Bucket"] = Bucket };
        if (Region is not null)
        {
            settings[section + "Region"] = Region;
        }

        if (Endpoint is not null)
        {
            settings[section + "Endpoint"] = Endpoint;
            settings[section + "ForcePathStyle"] = "true";
        }

        return settings;
    }

    private static string? Read(string name) => Environment.GetEnvironmentVariable(Variables + name) is { Length: > 0 } value ? value : null;
}
