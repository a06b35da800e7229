namespace Kubrick.Storage;

/// <summary>What the storage knows of one object.</summary>
/// <param name="Key">The object's key.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="ContentType">Its content type.</param>
/// <param name="ETag">Its entity tag, without quotes; changes with the bytes.</param>
/// <param name="LastModified">When it was stored, in UTC.</param>
public sealed record StoredObject(string Key, long Length, string ContentType, string ETag, DateTimeOffset LastModified);
