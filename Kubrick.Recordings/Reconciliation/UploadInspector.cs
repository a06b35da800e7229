using Kubrick.Recordings.Documents;
using Kubrick.Storage;

namespace Kubrick.Recordings.Reconciliation;

/// <summary>
/// Finds out what the storage has of an upload. The session is asked first: while it is open, the object under the key is that of an earlier upload.
/// </summary>
internal sealed class UploadInspector(UploadDeadlines deadlines)
{
    /// <summary>What the storage has.</summary>
    /// <exception cref="StorageException">The storage failed.</exception>
    public async Task<StoredUpload> FindAsync(Recording recording, StoragePlace place, CancellationToken cancellationToken)
    {
        if (recording.StorageKey is not { } key)
        {
            return new StoredUpload.Nothing();
        }

        if (recording is not { UploadId: { } uploadId, UploadSession: { } facts })
        {
            return await place.Staged.FindAsync(key, cancellationToken) is { } arrived && IsWhole(recording, arrived) && recording.StoredVersion?.Is(arrived) != true
                ? new StoredUpload.Arrived(arrived)
                : await place.Reader.FindAsync(key, cancellationToken) is { Length: > 0 } put && IsWhole(recording, put) && !IsEarlier(recording, put) ? new StoredUpload.Whole(put)
                : new StoredUpload.Nothing();
        }

        var session = new UploadSession(key, uploadId, facts.ChunkSize, facts.ExpiresAt);
        var received = await place.Uploads.FindReceivedAsync(session, cancellationToken);
        if (received is { IsComplete: false })
        {
            return new StoredUpload.Open(session, received, received.FromStart(facts.ChunkSize));
        }

        // The session was completed, or it is gone.
        return await place.Reader.FindAsync(key, cancellationToken) is { Length: > 0 } stored && (received is not null || stored.IsOfSession(facts.StartedAt))
            && recording.StoredVersion?.Is(stored) != true
            ? Completed(recording, facts, stored)
            : new StoredUpload.Nothing();
    }

    /// <summary>One PUT stores all or nothing. A video without a declared size may be replaced until its upload expires.</summary>
    private bool IsWhole(Recording recording, StoredObject put) =>
        recording.DeclaredBytes is { } declared ? put.Length == declared : deadlines.IsExpired(recording);

    /// <summary>
    /// Whether the object under the key is the one that was there before the upload, such as a recovered or a rejected one. Without a version, such as after a move, the size of the one
    /// that is replaced must do; others may have the declared size there, which the first system stored before the upload.
    /// </summary>
    private static bool IsEarlier(Recording recording, StoredObject put) =>
        recording.StoredVersion is { } earlier
            ? earlier.Is(put)
            : recording.FindReplaced()?.FileBytes == put.Length || (recording.Recovered && recording.FileBytes == put.Length);

    /// <summary>Who completed the session decides what its object is: a client declares the size before, and so does the reconciler.</summary>
    private static StoredUpload Completed(Recording recording, UploadSessionFacts facts, StoredObject stored)
    {
        if (recording.DeclaredBytes == stored.Length && IsClaimed(stored, facts))
        {
            return new StoredUpload.Whole(stored);
        }

        if (facts.RecoveredBytes == stored.Length)
        {
            return new StoredUpload.Recovered(stored);
        }

        // On GCS, the last chunk of the client completes the object, whose size is then the whole.
        return recording.DeclaredBytes is null ? new StoredUpload.Whole(stored) : new StoredUpload.Nothing();
    }

    /// <summary>Whether the object can be the one that the client declared: it may be an earlier upload of the same size.</summary>
    private static bool IsClaimed(StoredObject stored, UploadSessionFacts facts) =>
        facts.Sha256 is not { } claimed || stored.Sha256 is not { } actual || claimed == actual;
}
