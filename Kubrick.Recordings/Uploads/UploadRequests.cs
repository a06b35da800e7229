using System.Text.Json;
using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Resources;
using Kubrick.ServiceDefaults.Requests;
using Kubrick.Storage;

namespace Kubrick.Recordings.Uploads;

/// <summary>
/// Reads the bodies of the internal API. They come from another service of the product, which may be of another version: unexpected values are rejected like
/// any other error, never stored.
/// </summary>
internal static class UploadRequests
{
    private const long MaxFileSize = 5L << 40;
    private const int MaxKey = 1024;

    // The id of a GCS session is a URI.
    private const int MaxUploadId = 4096;

    private const int MaxSha256 = 64;
    private const int MaxETag = 200;

    // A year.
    private const double MaxSeconds = 365 * 24 * 3600;

    private static readonly string[] Providers = ["local", "s3", "gcp"];

    public static StartUpload Start(FieldReader fields) => new(
        RecordingFields.MimeType(fields),
        Provider(fields),
        fields.RequiredString("bucket", MaxKey) ?? "",
        fields.Integer("fileSize", 0, MaxFileSize))
    {
        MayReplaceRecovered = Flag(fields, "mayReplaceRecovered") ?? false,
    };

    public static AttachUploadSession Session(FieldReader fields) => new(
        fields.RequiredString("uploadId", MaxUploadId) ?? "",
        fields.Integer("fileSize", 1, MaxFileSize),
        Required(fields, "chunkSize", 1, MaxFileSize),
        fields.Instant("expiresAt"),
        Required(fields, "version", 0, long.MaxValue))
    {
        IsOpenEnded = Flag(fields, "isOpenEnded") ?? false,
        Sha256 = Sha256(fields),
        Duration = RecordingFields.Duration(fields),
        RecordedSeconds = fields.Number("recordedSeconds", 0, MaxSeconds),
    };

    public static UploadCompletion Completion(FieldReader fields) => new(
        fields.RequiredString("storageKey", MaxKey) ?? "",
        Required(fields, "fileBytes", 0, MaxFileSize),
        RecordingFields.Duration(fields),
        Flag(fields, "thumbnailStored"))
    {
        RecordedSeconds = fields.Number("recordedSeconds", 0, MaxSeconds),
        PartHashes = PartHashRequest.Read(fields),
        Sha256 = Sha256(fields),
        IsSha256Verified = Flag(fields, "isSha256Verified") ?? false,
        IsWhole = Flag(fields, "isWhole") ?? false,
        Provider = fields.Choice("provider", Providers),
        Bucket = fields.String("bucket", MaxKey),
        MimeType = RecordingFields.MimeType(fields),
        ETag = fields.String("eTag", MaxETag),
        StoredAt = fields.Instant("storedAt"),
    };

    public static RejectUpload Rejected(FieldReader fields) => new(
        fields.RequiredString("storageKey", MaxKey) ?? "",
        Required(fields, "fileBytes", 0, MaxFileSize),
        fields.String("uploadId", MaxUploadId))
    {
        Provider = Provider(fields),
        Bucket = fields.RequiredString("bucket", MaxKey) ?? "",
        ETag = fields.RequiredString("eTag", MaxETag) ?? "",
        StoredAt = fields.Instant("storedAt") ?? DateTimeOffset.UnixEpoch,
    };

    public static NotePart Part(FieldReader fields) => new(
        (int)(fields.Integer("partNumber", 1, PartSizes.MaxParts) ?? 1),
        fields.Number("recordedSeconds", 0, MaxSeconds),
        fields.Number("endSeconds", 0, MaxSeconds));

    public static AttachThumbnail Thumbnail(FieldReader fields) => new(
        fields.RequiredString("thumbnailKey", MaxKey) ?? "",
        Provider(fields),
        fields.RequiredString("bucket", MaxKey) ?? "");

    private static string Provider(FieldReader fields)
    {
        var before = fields.Errors.Count;
        var provider = fields.Choice("provider", Providers);
        if (provider is null && fields.Errors.Count == before)
        {
            fields.Add("provider", "'provider' is required.");
        }

        return provider ?? "";
    }

    private static string? Sha256(FieldReader fields)
    {
        if (fields.String("sha256", MaxSha256) is not { } text)
        {
            return null;
        }

        if (text.Length == MaxSha256 && text.All(char.IsAsciiHexDigitLower))
        {
            return text;
        }

        fields.Add("sha256", "'sha256' must be 64 hexadecimal digits in lower case.");
        return null;
    }

    private static bool? Flag(FieldReader fields, string name)
    {
        switch (fields.Value(name)?.ValueKind)
        {
            case null or JsonValueKind.Null:
                return null;
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            default:
                fields.Add(name, $"'{name}' must be true or false.");
                return null;
        }
    }

    private static long Required(FieldReader fields, string name, long min, long max)
    {
        var before = fields.Errors.Count;
        var number = fields.Integer(name, min, max);
        if (number is null && fields.Errors.Count == before)
        {
            fields.Add(name, $"'{name}' is required.");
        }

        return number ?? 0;
    }
}
