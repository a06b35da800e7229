namespace Kubrick.Storage;

/// <summary>One part of an upload.</summary>
/// <param name="PartNumber">From 1.</param>
/// <param name="ETag">The entity tag that the storage answered, without quotes.</param>
/// <param name="Length">The part's size in bytes; null where the teller does not know it.</param>
public sealed record UploadedPart(int PartNumber, string ETag, long? Length);
