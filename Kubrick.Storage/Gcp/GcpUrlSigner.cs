using Google.Cloud.Storage.V1;
using Kubrick.Storage.Keys;

namespace Kubrick.Storage.Gcp;

/// <summary>Signed URLs (V4) with the bucket in the path.</summary>
internal sealed class GcpUrlSigner(GcpClient gcp, StorageOptions options) : IUrlSigner
{
    public ValueTask<Uri> SignReadAsync(string key, TimeSpan? lifetime, DownloadName? download, CancellationToken cancellationToken, string? contentType = null)
    {
        (string Name, string? Value)[] headers = [("response-content-disposition", download?.ContentDisposition), ("response-content-type", contentType)];
        var parameters = headers.Where(header => header.Value is not null).Select(header => KeyValuePair.Create(header.Name, (IEnumerable<string>)[header.Value!])).ToList();
        var template = Template(key, HttpMethod.Get);
        if (parameters.Count > 0)
        {
            template = template.WithQueryParameters(parameters);
        }

        return SignAsync(template, lifetime ?? options.ReadUrlLifetime, cancellationToken);
    }

    public ValueTask<Uri> SignWriteAsync(string key, string contentType, TimeSpan? lifetime, CancellationToken cancellationToken)
    {
        var template = Template(key, HttpMethod.Put).WithContentHeaders([KeyValuePair.Create("Content-Type", (IEnumerable<string>)[contentType])]);
        return SignAsync(template, lifetime ?? options.WriteUrlLifetime, cancellationToken);
    }

    private UrlSigner.RequestTemplate Template(string key, HttpMethod method) =>
        UrlSigner.RequestTemplate.FromBucket(gcp.Bucket).WithObjectName(ObjectKey.Check(key)).WithHttpMethod(method);

    private async ValueTask<Uri> SignAsync(UrlSigner.RequestTemplate template, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var terms = UrlSigner.Options.FromDuration(lifetime)
            .WithSigningVersion(SigningVersion.V4)
            .WithScheme(gcp.Address.Scheme)
            .WithHost(gcp.Address.Host)
            .WithPort(gcp.Address.IsDefaultPort ? null : gcp.Address.Port);
        return new Uri(await gcp.SignAsync(template, terms, cancellationToken));
    }
}
