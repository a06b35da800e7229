using Kubrick.Contracts.Uploads;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;
using Kubrick.Storage.Containers;
using Kubrick.Uploads.State;

namespace Kubrick.Uploads.Sessions;

/// <summary>
/// Looks at the first bytes of a file before its upload counts as complete. What does not begin like a video is refused, and stays stored. A video in another container than
/// declared is accepted: nobody can record it again, and its content type is corrected.
/// </summary>
internal sealed class HeaderCheck(UploadStateClient states)
{
    /// <summary>Looks at an open upload, where the storage can read it: then its session survives the refusal.</summary>
    /// <param name="open">The upload.</param>
    /// <param name="fileSize">The size of the whole file in bytes.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The refusal; null if it may be a video.</returns>
    /// <exception cref="StorageException">The storage could not be read.</exception>
    public static async Task<ApiErrorResult?> PeekAsync(OpenUpload open, long fileSize, CancellationToken cancellationToken)
    {
        var start = await open.Place.Uploads.PeekAsync(open.Session, ContainerSniffer.MaxBytes, cancellationToken);
        // Of a first part that is tiny and not the last, the joined object decides.
        return start is not null && start.Length == Math.Min(ContainerSniffer.MaxBytes, fileSize) && ContainerHeader.Find(start, fileSize) == ContainerKind.Unknown
            ? ApiErrors.Validation("/parts", "The file is no video: it does not begin like WebM or MP4. The upload stays open; send the parts again.")
            : null;
    }

    /// <summary>Looks at a stored video.</summary>
    /// <param name="state">The recording, with the session that stored it, if there was one.</param>
    /// <param name="place">Where it is stored.</param>
    /// <param name="stored">The video.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The content type that fits it; or the refusal, of which Recordings knows then.</returns>
    /// <exception cref="StorageException">The storage could not be read, which says nothing of the video.</exception>
    public async Task<Result<string>> CheckAsync(UploadState state, StoragePlace place, StoredObject stored, CancellationToken cancellationToken)
    {
        var container = await StoredContainer.FindAsync(place.Reader, stored, cancellationToken);
        if (container != ContainerKind.Unknown)
        {
            return ContainerHeader.ContentTypeOf(state.MimeType, container);
        }

        var rejected = new RejectUpload(stored.Key, stored.Length, state.UploadId)
        {
            Provider = place.Location.Provider,
            Bucket = place.Location.Bucket,
            ETag = stored.ETag,
            StoredAt = stored.LastModified,
        };
        // A conflict: another upload has begun, and this object does not concern it.
        return (await states.RejectedAsync(state.RecordingId, rejected, cancellationToken)).Is(out _, out var error) || error.StatusCode == StatusCodes.Status409Conflict
            ? NoVideo(isInParts: state.UploadId is not null)
            : error;
    }

    /// <summary>The refusal of a stored file.</summary>
    /// <param name="isInParts">Whether the client sent it in parts, which its request names.</param>
    public static ApiErrorResult NoVideo(bool isInParts)
    {
        const string Detail = RejectUpload.Reason + " Upload it again.";
        return isInParts ? ApiErrors.Validation("/parts", Detail) : ApiErrors.Invalid(Detail);
    }
}
