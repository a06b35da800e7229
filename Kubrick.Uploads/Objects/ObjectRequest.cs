using System.Globalization;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;
using Kubrick.Storage.Local;

namespace Kubrick.Uploads.Objects;

/// <summary>Reads the terms of a signed URL and verifies its signature.</summary>
internal static class ObjectRequest
{
    public static Result<LocalGrant> Verify(HttpRequest request, string key, LocalUrlSigner signer)
    {
        var query = request.Query;
        if (!TryReadNumber(query[LocalUrls.Expires], out var expires) || Grant(request, key, expires) is not { } grant)
        {
            return Forged();
        }

        return signer.Check(grant, query[LocalUrls.Signature].ToString()) switch
        {
            LocalGrantCheck.Valid => grant,
            LocalGrantCheck.Expired => ApiErrors.Forbidden("The URL has expired; request a new one."),
            _ => Forged(),
        };
    }

    private static LocalGrant? Grant(HttpRequest request, string key, long expires)
    {
        var query = request.Query;
        if (!HttpMethods.IsPut(request.Method))
        {
            var (disposition, type) = (query[LocalUrls.ContentDisposition], query[LocalUrls.ResponseContentType]);
            return new LocalGrant(LocalOperation.Read, key, expires)
            {
                ContentDisposition = disposition.Count > 0 ? disposition.ToString() : null,
                ResponseContentType = type.Count > 0 ? type.ToString() : null,
            };
        }

        if (!query.ContainsKey(LocalUrls.UploadId))
        {
            return new LocalGrant(LocalOperation.Write, key, expires, ContentType: query[LocalUrls.ContentType].ToString());
        }

        return TryReadNumber(query[LocalUrls.PartNumber], out var number) && number is >= 1 and <= int.MaxValue
            ? new LocalGrant(LocalOperation.WritePart, key, expires, UploadId: query[LocalUrls.UploadId].ToString(), PartNumber: (int)number, Checksum: Checksum(query))
            : null;
    }

    private static PartChecksum? Checksum(IQueryCollection query) => query.ContainsKey(LocalUrls.Sha256) || query.ContainsKey(LocalUrls.Md5)
        ? new PartChecksum(query[LocalUrls.Sha256], query[LocalUrls.Md5])
        : null;

    private static bool TryReadNumber(string? text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static ApiErrorResult Forged() => ApiErrors.Forbidden("The URL's signature does not match; request a new one.");
}
