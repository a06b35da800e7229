namespace Kubrick.Contracts.Uploads;

/// <summary>Tells that the video of a recording is stored whole.</summary>
/// <param name="StorageKey">The key under which it is stored.</param>
/// <param name="FileBytes">Its size in bytes, as the storage says.</param>
/// <param name="Duration">The length of the recording in seconds; null where the client did not say.</param>
/// <param name="ThumbnailStored">Whether the thumbnail that was asked for is stored; null where none was, or nobody looked.</param>
public sealed record UploadCompletion(string StorageKey, long FileBytes, double? Duration, bool? ThumbnailStored);
