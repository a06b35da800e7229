using Kubrick.ServiceDefaults;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;
using Kubrick.Storage;
using Kubrick.Uploads.Recordings;
using Kubrick.Uploads.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kubrick.Uploads.Sessions;

/// <summary>Uploads in parts: begin, sign each part, tell what arrived, give up. Completing is <see cref="ChunkedCompletion"/>.</summary>
internal static class ChunkedHandlers
{
    public static async Task<Results<Ok<ChunkedUpload>, ApiErrorResult>> Begin(
        JsonBody body, HttpContext context, ChunkedBeginning beginning, StorageLocation location, CancellationToken cancellationToken)
    {
        var fields = body.Fields();
        if (!RecordingIdField.TryRead(fields, out var id, out var invalid))
        {
            return invalid;
        }

        if (fields.Value("fileSize") is null)
        {
            return ApiErrors.MissingParameter("fileSize");
        }

        var type = VideoType.Read(fields);
        var fileSize = fields.Integer("fileSize", min: 1, max: ChunkSizes.MaxFileBytes);
        if (fields.Errors.Count > 0)
        {
            return fields.ToResult();
        }

        var origin = context.Request.Headers.Origin.ToString();
        var (session, refusal) = await beginning.BeginAsync(id, type?.MediaType, fileSize!.Value, origin.Length == 0 ? null : origin, cancellationToken);
        return session is null
            ? refusal!
            : TypedResults.Ok(new ChunkedUpload(
                session.Upload.UploadId, location.Bucket, session.Upload.Key, session.Upload.ChunkSize, session.TotalParts, location.Provider));
    }

    public static async Task<Results<Ok<ChunkUrl>, ApiErrorResult>> SignPart(
        JsonBody body,
        HttpContext context,
        RecordingsClient recordings,
        IResumableUploads uploads,
        StorageLocation location,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var fields = body.Fields();
        if (!RecordingIdField.TryRead(fields, out var id, out var invalid))
        {
            return invalid;
        }

        if (fields.Value("partNumber") is null)
        {
            return ApiErrors.MissingParameter("partNumber");
        }

        if (!(await recordings.FindAsync(id, cancellationToken)).Is(out var state, out var refusal)
            || !OpenSession.TryFind(state, location, time.GetUtcNow(), out var session, out refusal))
        {
            return refusal;
        }

        var number = fields.Integer("partNumber", min: 1, max: session.TotalParts);
        _ = fields.Integer("chunkSize", min: 1, max: session.Upload.ChunkSize);
        if (fields.Errors.Count > 0)
        {
            return fields.ToResult();
        }

        var url = await uploads.SignPartAsync(session.Upload, (int)number!.Value, cancellationToken);
        return TypedResults.Ok(new ChunkUrl(context.Absolute(url), (int)number.Value, location.Provider));
    }

    public static async Task<Results<Ok<UploadProgress>, ApiErrorResult>> Find(
        string recordingId, RecordingsClient recordings, IResumableUploads uploads, StorageLocation location, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!RecordingIdField.TryParse(recordingId, out var id, out var invalid))
        {
            return invalid;
        }

        if (!(await recordings.FindAsync(id, cancellationToken)).Is(out var state, out var refusal))
        {
            return refusal;
        }

        if (RecordingStatus.IsStored(state))
        {
            var bytes = state.FileBytes!.Value;
            return TypedResults.Ok(new UploadProgress(
                id, state.Status, state.Provider ?? location.Provider, null, state.Bucket ?? location.Bucket, state.StorageKey!, bytes, null, null, bytes, [], null));
        }

        if (!OpenSession.TryFind(state, location, time.GetUtcNow(), out var session, out refusal))
        {
            return refusal;
        }

        if (await uploads.FindReceivedAsync(session.Upload, cancellationToken) is not { } received)
        {
            return ApiErrors.NoUploadSession("The storage does not know the upload any more; begin a new one with init-chunked.");
        }

        return TypedResults.Ok(new UploadProgress(
            id,
            state.Status,
            location.Provider,
            session.Upload.UploadId,
            location.Bucket,
            session.Upload.Key,
            session.FileSize,
            session.Upload.ChunkSize,
            session.TotalParts,
            received.Bytes,
            [.. received.Parts.Select(part => new StoredPart(part.PartNumber, part.ETag, part.Length))],
            session.Upload.ExpiresAt));
    }

    public static async Task<Results<Ok<UploadOutcome>, ApiErrorResult>> Abort(
        JsonBody body, RecordingsClient recordings, IResumableUploads uploads, CancellationToken cancellationToken)
    {
        if (!RecordingIdField.TryRead(body.Fields(), out var id, out var invalid))
        {
            return invalid;
        }

        if (!(await recordings.FindAsync(id, cancellationToken)).Is(out var state, out var refusal))
        {
            return refusal;
        }

        // The storage first: a crash in between leaves the session known to Recordings, so that asking again finds it.
        if (state is { UploadId: { } uploadId, StorageKey: { } key } && state.Status != RecordingStatus.Ready)
        {
            await uploads.AbortAsync(new UploadSession(key, uploadId, ChunkSizes.Default, ExpiresAt: null), cancellationToken);
        }

        return (await recordings.AbortedAsync(id, cancellationToken)).Is(out var aborted, out refusal)
            ? TypedResults.Ok(new UploadOutcome(Success: true, aborted.Status))
            : refusal;
    }
}
