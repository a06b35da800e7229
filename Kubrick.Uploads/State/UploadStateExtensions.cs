using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Uploads;
using Kubrick.Storage;

namespace Kubrick.Uploads.State;

/// <summary>What the state of an upload means to this service; most statuses concern Recordings only.</summary>
internal static class UploadStateExtensions
{
    public static bool IsReady(this UploadState state) => state.Status == RecordingStatuses.Ready;

    /// <summary>Whether the video is stored whole. An archived recording keeps its video.</summary>
    public static bool IsStored(this UploadState state) =>
        state is { Status: RecordingStatuses.Ready or RecordingStatuses.Archived, FileBytes: not null, StorageKey: not null, UploadId: null, IsFailed: false };

    /// <summary>Whether an object was there before this upload, which will replace it.</summary>
    public static bool IsReplacing(this UploadState state, StoredObject stored) => !state.IsStored() && stored.IsVersion(state.StoredETag, state.StoredAt);

    /// <summary>
    /// Whether an object under the key was there before a file that is put with one request. Without its version, such as after a move, the size of the original that is replaced must do.
    /// </summary>
    public static bool IsEarlier(this UploadState state, StoredObject stored) =>
        state.IsReplacing(stored) || (!state.IsStored() && state.StoredETag is null && state.ReplacedBytes == stored.Length);

    /// <summary>Whether an upload of it has ended and stored something, and no other one has begun: what lies beside its key is left over. A lost upload still has its declared size.</summary>
    public static bool HasEnded(this UploadState state) => state is { Status: not RecordingStatuses.Uploading, FileBytes: not null, UploadId: null, FileSize: null };

    /// <summary>
    /// Whether the stored video is what had arrived of an abandoned upload, and a chunked upload to the same place may replace it. Under a legal hold none may: a client that has more
    /// uploads it as another recording.
    /// </summary>
    public static bool MayBeReplaced(this UploadState state, StorageLocation location) =>
        state is { IsRecovered: true, IsHeld: false } && state.IsReady() && state.Provider == location.Provider && state.Bucket == location.Bucket;

    /// <summary>
    /// Whether Recordings would note a part of this upload now, which it does once per <see cref="UploadRoutes.PartInterval"/>. It decides itself where the last part seems to be
    /// in the future, because then the clocks of the machines differ.
    /// </summary>
    public static bool NotesPart(this UploadState state, DateTimeOffset now) =>
        !(state.LastPartAt <= now && now - state.LastPartAt < UploadRoutes.PartInterval);

    /// <summary>Whether the requested thumbnail is stored, so that no client gets the address of a missing one; null if none was requested.</summary>
    /// <exception cref="StorageException">The storage could not be read.</exception>
    public static async Task<bool?> HasThumbnailAsync(this UploadState state, IObjectReader objects, CancellationToken cancellationToken) =>
        state.ThumbnailKey is { } key ? await objects.FindAsync(key, cancellationToken) is not null : null;
}
