using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Uploads;
using Kubrick.ServiceDefaults.Telemetry;
using Kubrick.Storage;
using Kubrick.Storage.Containers;
using MongoDB.Bson;

namespace Kubrick.Recordings.Reconciliation;

/// <summary>Looks at the first bytes of what an unreported or abandoned upload has stored, as Uploads does before it reports one.</summary>
internal sealed partial class StoredVideo(RecordingStore store, ILogger<StoredVideo> logger)
{
    /// <summary>Whether the parts of an open upload are known to be no video. Where the storage cannot read them yet, the joined object decides.</summary>
    /// <exception cref="StorageException">The storage failed.</exception>
    public static async Task<bool> IsNoneAsync(StoragePlace place, StoredUpload.Open open, CancellationToken cancellationToken)
    {
        var start = await place.Uploads.PeekAsync(open.Session, ContainerSniffer.MaxBytes, cancellationToken);
        return start is not null && start.Length == Math.Min(ContainerSniffer.MaxBytes, open.Received.Bytes) && ContainerHeader.Find(start, open.Received.Bytes) == ContainerKind.Unknown;
    }

    /// <summary>Looks at a stored object. If it is no video, its recording is in <c>error</c> then, and the object stays.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="place">Where it lies.</param>
    /// <param name="stored">The object.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="reason">Why it is none, in one sentence for people.</param>
    /// <returns>The content type that fits it; null if it is no video.</returns>
    /// <exception cref="StorageException">The storage failed, which says nothing of the object.</exception>
    public async Task<string?> CheckAsync(
        Recording recording, StoragePlace place, StoredObject stored, CancellationToken cancellationToken, string reason = RejectUpload.Reason)
    {
        var container = await StoredContainer.FindAsync(place.Reader, stored, cancellationToken);
        if (container != ContainerKind.Unknown)
        {
            return ContainerHeader.ContentTypeOf(recording.MimeType, container);
        }

        var rejected = new RejectUpload(stored.Key, stored.Length, recording.UploadId)
        {
            Provider = recording.StorageProvider ?? place.Location.Provider,
            Bucket = recording.StorageBucket ?? place.Location.Bucket,
            ETag = stored.ETag,
            StoredAt = stored.LastModified,
        };
        using var work = BackgroundWork.Start("upload repair");
        if ((await store.ChangeAsync(recording.Id, found => UploadRejection.Reject(found, rejected, store.Now(), reason), cancellationToken)).Is(out _, out _))
        {
            LogRejected(recording.Id, stored.Length);
        }

        return null;
    }

    /// <summary>What is known of a stored object beside its size.</summary>
    public static UploadCompletion Describe(UploadCompletion completion, Recording recording, StoragePlace place, StoredObject stored, string mimeType) => completion with
    {
        Provider = place.Location.Provider,
        Bucket = place.Location.Bucket,
        ETag = stored.ETag,
        StoredAt = stored.LastModified,
        MimeType = mimeType == recording.MimeType ? null : mimeType,
    };

    [LoggerMessage(LogLevel.Warning, "Upload repair: what is stored of {RecordingId}, {Bytes} bytes, is no video")]
    private partial void LogRejected(ObjectId recordingId, long bytes);
}
