using System.Globalization;

namespace Kubrick.Storage.Local;

/// <summary>The path and the query parameters of signed URLs of the provider <c>local</c>.</summary>
public static class LocalUrls
{
    /// <summary>The path in front of the key; the gateway routes it to Uploads.</summary>
    public const string Prefix = "/api/upload/objects/";

    /// <summary>The query parameter with the expiry in Unix seconds.</summary>
    public const string Expires = "expires";

    /// <summary>The query parameter with the signature.</summary>
    public const string Signature = "signature";

    /// <summary>The query parameter with the content type that a PUT must have.</summary>
    public const string ContentType = "contentType";

    /// <summary>The query parameter with the session of a part.</summary>
    public const string UploadId = "uploadId";

    /// <summary>The query parameter with the number of a part.</summary>
    public const string PartNumber = "partNumber";

    /// <summary>The query parameter with the SHA-256 that a part must have.</summary>
    public const string Sha256 = "sha256";

    /// <summary>The query parameter with the MD5 that a part must have.</summary>
    public const string Md5 = "md5";

    /// <summary>The query parameter with the <c>Content-Disposition</c> of the response; S3 and GCS have the same.</summary>
    public const string ContentDisposition = "response-content-disposition";

    /// <summary>The query parameter with the content type of the response; S3 and GCS have the same.</summary>
    public const string ResponseContentType = "response-content-type";

    /// <summary>The relative URL of a grant.</summary>
    internal static Uri Build(LocalGrant grant, string signature)
    {
        var expires = grant.ExpiresAt.ToString(CultureInfo.InvariantCulture);
        var terms = grant.Operation switch
        {
            LocalOperation.Write => $"{ContentType}={Uri.EscapeDataString(grant.ContentType ?? "")}&",
            LocalOperation.WritePart => string.Create(CultureInfo.InvariantCulture, $"{UploadId}={grant.UploadId}&{PartNumber}={grant.PartNumber}&{Checksum(grant)}"),
            _ => Header(ContentDisposition, grant.ContentDisposition) + Header(ResponseContentType, grant.ResponseContentType),
        };
        return new Uri($"{Prefix}{grant.Key}?{terms}{Expires}={expires}&{Signature}={signature}", UriKind.Relative);
    }

    private static string Header(string name, string? value) => value is null ? "" : $"{name}={Uri.EscapeDataString(value)}&";

    private static string Checksum(LocalGrant grant) =>
        (grant.Checksum?.Sha256 is { } sha256 ? $"{Sha256}={sha256}&" : "") + (grant.Checksum?.Md5 is { } md5 ? $"{Md5}={md5}&" : "");
}
