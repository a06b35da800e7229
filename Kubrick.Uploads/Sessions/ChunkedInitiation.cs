using Kubrick.Contracts.Uploads;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;
using Kubrick.Uploads.State;

namespace Kubrick.Uploads.Sessions;

/// <summary>
/// Starts a chunked upload, or finds the open one. Of concurrent requests one wins, by the version of the recording; the others
/// use the winner's session if it is for the same file, and replace it if not. Without a size the upload is open-ended.
/// </summary>
internal sealed partial class ChunkedInitiation(
    UploadStateClient states, StoragePlaces places, TimeProvider time, ILogger<ChunkedInitiation> logger)
{
    private const int Attempts = 4;

    private static readonly TimeSpan RecoveryTime = TimeSpan.FromSeconds(5);

    private readonly StoragePlace configured = places.Configured;

    public async Task<Result<OpenUpload>> StartAsync(string recordingId, string? mediaType, long? fileSize, string? origin, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (!(await states.FindAsync(recordingId, cancellationToken)).Is(out var before, out var error))
            {
                return error;
            }

            if (await IsBeingRecoveredAsync(before, cancellationToken))
            {
                return ApiErrors.Unavailable("The server is just storing what had arrived of this recording; try again.", RecoveryTime);
            }

            if (await FindMatchingAsync(before, mediaType, fileSize, cancellationToken) is { } open)
            {
                return open;
            }

            var start = new StartUpload(mediaType, configured.Location.Provider, configured.Location.Bucket, fileSize) { MayReplaceRecovered = true };
            if (!(await states.StartAsync(recordingId, start, cancellationToken)).Is(out var state, out error))
            {
                return error;
            }

            // A concurrent request may have attached its session; its client has the id already, so the session is not replaced.
            if (await FindMatchingAsync(state, mediaType, fileSize, cancellationToken) is { } concurrent)
            {
                return concurrent;
            }

            var session = await configured.Uploads.StartAsync(new UploadRequest(state.StorageKey!, state.MimeType, fileSize, origin), cancellationToken);
            var attach = new AttachUploadSession(session.UploadId, fileSize, session.PartSize, session.ExpiresAt, state.Version) { IsOpenEnded = fileSize is null };
            if ((await states.AttachSessionAsync(recordingId, attach, cancellationToken)).Is(out _, out error))
            {
                // Recordings drops a session by itself if the new file has another key, so both states may contain one.
                await AbortReplacedAsync(before, session, cancellationToken);
                await AbortReplacedAsync(state, session, cancellationToken);
                return new OpenUpload(session, fileSize, IsOpenEnded: fileSize is null, configured);
            }

            // After a lost answer the session may be attached; only a refusal proves that it is not.
            if (error.StatusCode < StatusCodes.Status500InternalServerError)
            {
                await configured.Uploads.AbortAsync(session, cancellationToken);
            }

            if (error.StatusCode != StatusCodes.Status409Conflict || attempt == Attempts)
            {
                return error;
            }

            LogConflict(recordingId, attempt);
        }
    }

    /// <summary>The open upload, if it is for the same file and the storage still has it.</summary>
    private async Task<OpenUpload?> FindMatchingAsync(UploadState state, string? mediaType, long? fileSize, CancellationToken cancellationToken) =>
        (mediaType is null || mediaType == state.MimeType)
        && OpenUpload.Find(state, places, time.GetUtcNow()).Is(out var open, out _)
        && (fileSize is null ? open.IsOpenEnded : !open.IsOpenEnded && open.FileSize == fileSize)
        && await IsThereAsync(open, cancellationToken)
            ? open
            : null;

    /// <summary>
    /// Whether Recordings has completed the session with what had arrived, and has not noted it yet: it does so at once, or in the next pass if its process has died. Until then nothing
    /// replaces the session, because with that the object would be forgotten.
    /// </summary>
    private async Task<bool> IsBeingRecoveredAsync(UploadState state, CancellationToken cancellationToken)
    {
        // Of a held recording nothing is recovered.
        if (state is not { RecoveredBytes: { } bytes, IsHeld: false } || !OpenUpload.Find(state, places, time.GetUtcNow()).Is(out var open, out _))
        {
            return false;
        }

        try
        {
            return await open.Place.Uploads.FindReceivedAsync(open.Session, cancellationToken) is { } received
                ? received.IsComplete && received.Bytes == bytes
                : await open.Place.Reader.FindAsync(open.Session.Key, cancellationToken) is { } stored && stored.Length == bytes && stored.IsOfSession(state.SessionStartedAt);
        }
        catch (StorageException exception) when (places.HaveLost(open.Place, exception))
        {
            return false;
        }
    }

    private async Task<bool> IsThereAsync(OpenUpload open, CancellationToken cancellationToken)
    {
        try
        {
            return await open.Place.Uploads.FindReceivedAsync(open.Session, cancellationToken) is not null;
        }
        catch (StorageException exception) when (places.HaveLost(open.Place, exception))
        {
            return false;
        }
    }

    /// <summary>Aborts the replaced session. If that fails, the session expires.</summary>
    private async Task AbortReplacedAsync(UploadState replaced, UploadSession by, CancellationToken cancellationToken)
    {
        if (replaced is not { UploadId: { } uploadId, StorageKey: { } key } || uploadId == by.UploadId
            || places.Find(replaced.Provider, replaced.Bucket) is not { } place)
        {
            return;
        }

        try
        {
            await place.Uploads.AbortAsync(new UploadSession(key, uploadId, PartSizes.Default, ExpiresAt: null), cancellationToken);
        }
        catch (StorageException exception)
        {
            LogNotAborted(replaced.RecordingId, exception);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Upload not attached: a concurrent request was first, recording {RecordingId}, attempt {Attempt}")]
    private partial void LogConflict(string recordingId, int attempt);

    [LoggerMessage(LogLevel.Warning, "Replaced upload not aborted: it will expire, recording {RecordingId}")]
    private partial void LogNotAborted(string recordingId, Exception exception);
}
