namespace Kubrick.Contracts.Uploads;

/// <summary>Reports that what is stored for a recording is no video: it does not begin like one. The object stays, and the recording may be uploaded again.</summary>
/// <param name="StorageKey">The object's key.</param>
/// <param name="FileBytes">Its size in bytes.</param>
/// <param name="UploadId">The session that stored it; null for a single PUT.</param>
public sealed record RejectUpload(string StorageKey, long FileBytes, string? UploadId)
{
    /// <summary>Why, in one sentence for people.</summary>
    public const string Reason = "The stored file is no video: it does not begin like WebM or MP4.";

    /// <summary><c>local</c>, <c>s3</c> or <c>gcp</c>: where it is stored.</summary>
    public required string Provider { get; init; }

    /// <summary>The bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>Its entity tag, without quotes.</summary>
    public required string ETag { get; init; }

    /// <summary>When it was stored, in UTC.</summary>
    public required DateTimeOffset StoredAt { get; init; }
}
