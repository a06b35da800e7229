using Kubrick.ServiceDefaults;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;
using Kubrick.Storage;
using Kubrick.Uploads.Requests;
using Kubrick.Uploads.State;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kubrick.Uploads.Sessions;

/// <summary>Uploads in parts: start, sign each part, report progress, abort. For completing see <see cref="ChunkedCompletion"/>.</summary>
internal static class ChunkedHandlers
{
    public static async Task<Results<Ok<ChunkedUpload>, ApiErrorResult>> Start(
        JsonBody body, HttpContext context, ChunkedInitiation initiation, CancellationToken cancellationToken)
    {
        var fields = body.Fields();
        if (!UploadFields.ReadRecordingId(fields).Is(out var id, out var invalid))
        {
            return invalid;
        }

        var type = VideoType.Read(fields);
        var fileSize = fields.Integer("fileSize", min: 1, max: PartSizes.MaxFileBytes);
        if (fields.Errors.Count > 0)
        {
            return fields.ToResult();
        }

        var started = await initiation.StartAsync(id, type?.MediaType, fileSize, UploadFields.ReadOrigin(context.Request), cancellationToken);
        if (!started.Is(out var open, out var error))
        {
            return error;
        }

        var location = open.Place.Location;
        return TypedResults.Ok(new ChunkedUpload(
            open.Session.UploadId, location.Bucket, open.Session.Key, open.Session.PartSize, open.IsOpenEnded ? null : open.TotalParts, location.Provider));
    }

    public static async Task<Results<Ok<ChunkUrl>, ApiErrorResult>> SignPart(
        JsonBody body,
        HttpContext context,
        UploadStateClient states,
        StoragePlaces places,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var fields = body.Fields();
        if (!UploadFields.ReadRecordingId(fields).Is(out var id, out var invalid))
        {
            return invalid;
        }

        if (fields.Value("partNumber") is null)
        {
            return ApiErrors.MissingParameter("partNumber");
        }

        if (!(await states.FindAsync(id, cancellationToken)).Is(out var state, out var error)
            || !OpenUpload.Find(state, places, time.GetUtcNow()).Is(out var open, out error))
        {
            return error;
        }

        var number = fields.Integer("partNumber", min: 1, max: open.LastPart);
        _ = fields.Integer("chunkSize", min: 1, max: open.Session.PartSize);
        var checksum = Checksums.ReadPart(fields);
        var note = PartNotes.Read(fields, number);
        if (fields.Errors.Count > 0)
        {
            return fields.ToResult();
        }

        if (state.NotesPart(time.GetUtcNow()))
        {
            // A time that could not be noted is corrected by the next part.
            await states.NotePartAsync(id, note, cancellationToken);
        }

        try
        {
            var part = (int)number!.Value;
            var signed = checksum is null
                ? new SignedPart(await open.Place.Uploads.SignPartAsync(open.Session, part, cancellationToken), SignedPart.NoHeaders)
                : await open.Place.Uploads.SignPartAsync(open.Session, part, checksum, cancellationToken);
            return TypedResults.Ok(new ChunkUrl(context.ForClient(signed.Url), part, open.Place.Location.Provider) { Headers = signed.Headers.Count > 0 ? signed.Headers : null });
        }
        catch (StorageException exception) when (places.HaveLost(open.Place, exception))
        {
            return OpenUpload.Lost();
        }
    }

    public static async Task<Results<Ok<UploadProgress>, ApiErrorResult>> Find(
        string recordingId, UploadStateClient states, StoragePlaces places, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!UploadFields.ParseRecordingId(recordingId).Is(out var id, out var invalid))
        {
            return invalid;
        }

        if (!(await states.FindAsync(id, cancellationToken)).Is(out var state, out var error))
        {
            return error;
        }

        if (state.IsStored())
        {
            return TypedResults.Ok(new UploadProgress
            {
                RecordingId = id,
                Status = state.Status,
                Provider = state.Provider ?? places.Configured.Location.Provider,
                Bucket = state.Bucket ?? places.Configured.Location.Bucket,
                StorageKey = state.StorageKey!,
                FileSize = state.FileBytes,
                ReceivedBytes = state.FileBytes!.Value,
                Recovered = state.MayBeReplaced(places.Configured.Location),
            });
        }

        if (!OpenUpload.Find(state, places, time.GetUtcNow()).Is(out var open, out error))
        {
            return error;
        }

        ReceivedParts? received;
        try
        {
            received = await open.Place.Uploads.FindReceivedAsync(open.Session, cancellationToken);
        }
        catch (StorageException exception) when (places.HaveLost(open.Place, exception))
        {
            return OpenUpload.Lost();
        }

        if (received is null)
        {
            return ApiErrors.NoUploadSession("The storage no longer has the upload; start a new one with init-chunked.");
        }

        return TypedResults.Ok(new UploadProgress
        {
            RecordingId = id,
            Status = state.Status,
            Provider = open.Place.Location.Provider,
            UploadId = open.Session.UploadId,
            Bucket = open.Place.Location.Bucket,
            StorageKey = open.Session.Key,
            FileSize = open.FileSize,
            ChunkSize = open.Session.PartSize,
            TotalChunks = open.IsOpenEnded ? null : open.TotalParts,
            ReceivedBytes = received.Bytes,
            Parts = [.. received.Parts.Select(part => new StoredPart(part.PartNumber, part.ETag, part.Length))],
            ExpiresAt = open.Session.ExpiresAt,
        });
    }

    public static async Task<Results<Ok<UploadResult>, ApiErrorResult>> Abort(
        JsonBody body, UploadStateClient states, StoragePlaces places, CancellationToken cancellationToken)
    {
        if (!UploadFields.ReadRecordingId(body.Fields()).Is(out var id, out var invalid))
        {
            return invalid;
        }

        if (!(await states.FindAsync(id, cancellationToken)).Is(out var state, out var error))
        {
            return error;
        }

        // The storage first: after a crash in between, Recordings still has the session, and a repeated request finds it.
        // One in a storage that cannot be reached any more expires there.
        if (state is { UploadId: { } uploadId, StorageKey: { } key } && !state.IsReady() && places.Find(state.Provider, state.Bucket) is { } place)
        {
            try
            {
                await place.Uploads.AbortAsync(new UploadSession(key, uploadId, PartSizes.Default, ExpiresAt: null), cancellationToken);
            }
            catch (StorageException exception) when (places.HaveLost(place, exception))
            {
                // As if its settings were not there.
            }
        }

        return (await states.AbortedAsync(id, cancellationToken)).Is(out var aborted, out error)
            ? TypedResults.Ok(new UploadResult(Success: true, aborted.Status))
            : error;
    }
}
