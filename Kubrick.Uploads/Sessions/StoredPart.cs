namespace Kubrick.Uploads.Sessions;

/// <summary>One part that the storage holds.</summary>
/// <param name="PartNumber">From 1.</param>
/// <param name="Etag">Its entity tag, without quotes, as <c>complete-chunked</c> wants it.</param>
/// <param name="Size">Its bytes.</param>
internal sealed record StoredPart(int PartNumber, string Etag, long? Size);
