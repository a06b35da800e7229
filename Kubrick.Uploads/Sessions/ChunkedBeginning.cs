using Kubrick.Contracts.Uploads;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;
using Kubrick.Uploads.Recordings;

namespace Kubrick.Uploads.Sessions;

/// <summary>
/// Begins a chunked upload, or finds the one that is open. Of several requests at once one wins, by the version of the recording; the
/// others take the winner's session where it fits, and replace it where it does not.
/// </summary>
internal sealed partial class ChunkedBeginning(
    RecordingsClient recordings, IResumableUploads uploads, StorageLocation location, TimeProvider time, ILogger<ChunkedBeginning> logger)
{
    private const int Attempts = 4;

    /// <summary>Answers the session, or why there is none.</summary>
    public async Task<(OpenSession? Session, ApiErrorResult? Refusal)> BeginAsync(
        string recordingId, string? mediaType, long fileSize, string? origin, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (!(await recordings.FindAsync(recordingId, cancellationToken)).Is(out var before, out var refusal))
            {
                return (null, refusal);
            }

            if (await FindFittingAsync(before, mediaType, fileSize, cancellationToken) is { } open)
            {
                return (open, null);
            }

            var begin = new BeginUpload(mediaType, location.Provider, location.Bucket, fileSize);
            if (!(await recordings.BeginAsync(recordingId, begin, cancellationToken)).Is(out var state, out refusal))
            {
                return (null, refusal);
            }

            // Another request may have attached its session since: its client has it already, so it is not replaced.
            if (await FindFittingAsync(state, mediaType, fileSize, cancellationToken) is { } attachedMeanwhile)
            {
                return (attachedMeanwhile, null);
            }

            var upload = await uploads.BeginAsync(new UploadRequest(state.StorageKey!, state.MimeType, fileSize, origin), cancellationToken);
            var attach = new AttachUploadSession(upload.UploadId, fileSize, upload.ChunkSize, upload.ExpiresAt, state.Version);
            var attached = await recordings.AttachSessionAsync(recordingId, attach, cancellationToken);
            if (attached.Is(out _, out refusal))
            {
                // Recordings forgets a session by itself where the new file has another key, so both answers may name one.
                await ForgetAsync(before, upload, cancellationToken);
                await ForgetAsync(state, upload, cancellationToken);
                return (new OpenSession(upload, fileSize), null);
            }

            // An answer that was lost may have attached it all the same: only a refusal tells that nobody knows this session.
            if (refusal.StatusCode < StatusCodes.Status500InternalServerError)
            {
                await uploads.AbortAsync(upload, cancellationToken);
            }

            if (refusal.StatusCode != StatusCodes.Status409Conflict || attempt == Attempts)
            {
                return (null, refusal);
            }

            LogOutrun(recordingId, attempt);
        }
    }

    /// <summary>The session that is open already, where it is for the same file and the storage still has it.</summary>
    private async Task<OpenSession?> FindFittingAsync(UploadState state, string? mediaType, long fileSize, CancellationToken cancellationToken) =>
        (mediaType is null || mediaType == state.MimeType)
        && OpenSession.TryFind(state, location, time.GetUtcNow(), out var session, out _)
        && session.FileSize == fileSize
        && await uploads.FindReceivedAsync(session.Upload, cancellationToken) is not null
            ? session
            : null;

    /// <summary>Aborts the session that was replaced. Where that fails, its own expiry ends it.</summary>
    private async Task ForgetAsync(UploadState replaced, UploadSession by, CancellationToken cancellationToken)
    {
        if (replaced is not { UploadId: { } uploadId, StorageKey: { } key } || uploadId == by.UploadId || replaced.Provider != location.Provider)
        {
            return;
        }

        try
        {
            await uploads.AbortAsync(new UploadSession(key, uploadId, ChunkSizes.Default, ExpiresAt: null), cancellationToken);
        }
        catch (StorageException exception)
        {
            LogLeftBehind(replaced.RecordingId, exception);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Another request attached an upload to {RecordingId} first (attempt {Attempt})")]
    private partial void LogOutrun(string recordingId, int attempt);

    [LoggerMessage(LogLevel.Warning, "The replaced upload of {RecordingId} could not be aborted; it ends when its time is over")]
    private partial void LogLeftBehind(string recordingId, Exception exception);
}
