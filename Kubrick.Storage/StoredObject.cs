namespace Kubrick.Storage;

/// <summary>The metadata of an object.</summary>
/// <param name="Key">The object's key.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="ContentType">Its content type.</param>
/// <param name="ETag">Its entity tag, without quotes; changes with the bytes.</param>
/// <param name="LastModified">The time at which it was stored, in UTC.</param>
public sealed record StoredObject(string Key, long Length, string ContentType, string ETag, DateTimeOffset LastModified)
{
    /// <summary>The SHA-256 of its bytes in lower-case hex, where the provider computes it (<c>local</c>); else null.</summary>
    public string? Sha256 { get; init; }
}
