using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kubrick.Storage.Keys;

namespace Kubrick.Storage.Local;

/// <summary>
/// Signs and verifies URLs of the provider <c>local</c> with HMAC-SHA256 over all their terms. Recordings and Uploads share the key, so they
/// need no call to each other.
/// </summary>
public sealed class LocalUrlSigner : IUrlSigner
{
    private readonly byte[] key;
    private readonly StorageOptions options;
    private readonly TimeProvider time;
    private readonly Uri? endpoint;

    /// <param name="key">The secret.</param>
    /// <param name="options">The settings that every provider has.</param>
    /// <param name="time">The clock.</param>
    /// <param name="endpoint">The origin of the URLs; null for relative ones.</param>
    internal LocalUrlSigner(byte[] key, StorageOptions options, TimeProvider time, Uri? endpoint)
    {
        this.key = key;
        this.options = options;
        this.time = time;
        this.endpoint = endpoint;
    }

    /// <inheritdoc/>
    public ValueTask<Uri> SignReadAsync(string key, TimeSpan? lifetime, DownloadName? download, CancellationToken cancellationToken, string? contentType = null) =>
        ValueTask.FromResult(Sign(new(LocalOperation.Read, key, ExpiryAfter(lifetime ?? options.ReadUrlLifetime))
        {
            ContentDisposition = download?.ContentDisposition,
            ResponseContentType = contentType,
        }));

    /// <inheritdoc/>
    public ValueTask<Uri> SignWriteAsync(string key, string contentType, TimeSpan? lifetime, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Sign(new(LocalOperation.Write, key, ExpiryAfter(lifetime ?? options.WriteUrlLifetime), contentType)));

    /// <summary>Verifies the signature and the expiry, in constant time.</summary>
    /// <param name="grant">The terms of the URL.</param>
    /// <param name="signature">The signature in the URL.</param>
    public LocalGrantCheck Check(LocalGrant grant, string signature)
    {
        var expected = Encoding.ASCII.GetBytes(Signature(grant));
        var given = Encoding.UTF8.GetBytes(signature);
        if (!CryptographicOperations.FixedTimeEquals(expected, given))
        {
            return LocalGrantCheck.Forged;
        }

        return grant.ExpiresAt <= time.GetUtcNow().ToUnixTimeSeconds() ? LocalGrantCheck.Expired : LocalGrantCheck.Valid;
    }

    internal Uri SignPart(string key, string uploadId, int partNumber, PartChecksum? checksum = null) =>
        Sign(new(LocalOperation.WritePart, key, ExpiryAfter(options.WriteUrlLifetime), UploadId: uploadId, PartNumber: partNumber, Checksum: checksum));

    private Uri Sign(LocalGrant grant)
    {
        ObjectKey.Check(grant.Key);
        var url = LocalUrls.Build(grant, Signature(grant));
        return endpoint is null ? url : new Uri(endpoint, url);
    }

    private long ExpiryAfter(TimeSpan lifetime)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lifetime, TimeSpan.FromSeconds(1));
        return (time.GetUtcNow() + lifetime).ToUnixTimeSeconds();
    }

    /// <summary>Prefixes each field with its length, so two different grants never have the same bytes.</summary>
    private string Signature(LocalGrant grant)
    {
        string[] fields =
        [
            "kubrick-local-1", grant.Operation.ToString(), grant.Key, grant.ExpiresAt.ToString(CultureInfo.InvariantCulture),
            grant.ContentType ?? "", grant.UploadId ?? "", grant.PartNumber?.ToString(CultureInfo.InvariantCulture) ?? "",
            .. grant.Checksum is { } checksum ? (string[])[checksum.Sha256 ?? "", checksum.Md5 ?? ""] : [],
            .. grant.ContentDisposition is { } disposition ? (string[])[LocalUrls.ContentDisposition, disposition] : [],
            .. grant.ResponseContentType is { } type ? (string[])[LocalUrls.ResponseContentType, type] : [],
        ];
        var text = string.Concat(fields.Select(field => string.Create(CultureInfo.InvariantCulture, $"{field.Length}:{field}\n")));
        return Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }
}
