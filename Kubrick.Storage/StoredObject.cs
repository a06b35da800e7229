namespace Kubrick.Storage;

/// <summary>The metadata of an object.</summary>
/// <param name="Key">The object's key.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="ContentType">Its content type.</param>
/// <param name="ETag">Its entity tag, without quotes; changes with the bytes.</param>
/// <param name="LastModified">The time at which it was stored, in UTC.</param>
public sealed record StoredObject(string Key, long Length, string ContentType, string ETag, DateTimeOffset LastModified)
{
    // For the clocks of storage and services. Amazon dates an object back to the start of its upload, which is a moment before the session is known.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <summary>The SHA-256 of its bytes in lower-case hex, where the provider computes it (<c>local</c>); else null.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Whether it can have been stored by a session: an older object is that of an earlier upload.</summary>
    /// <param name="startedAt">When the session was started; null if unknown.</param>
    public bool IsOfSession(DateTimeOffset? startedAt) => !(LastModified < startedAt - Tolerance);

    /// <summary>Whether it is a version that was seen before: the same tag and, to the millisecond, the same time.</summary>
    /// <param name="etag">The version's entity tag; null if none was seen.</param>
    /// <param name="storedAt">When that version was stored; null if none was seen.</param>
    public bool IsVersion(string? etag, DateTimeOffset? storedAt) =>
        etag == ETag && storedAt?.ToUnixTimeMilliseconds() == LastModified.ToUnixTimeMilliseconds();
}
