using System.Text.Json;
using Kubrick.Contracts.Uploads;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;
using Kubrick.Storage;
using Kubrick.Uploads.Requests;
using Kubrick.Uploads.State;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kubrick.Uploads.Sessions;

/// <summary>
/// Completes a chunked upload. No part is removed until the whole object is stored, so a client can correct its request; after
/// that, a repeated request gets the same answer, whichever answer was lost.
/// </summary>
internal sealed class ChunkedCompletion(
    UploadStateClient states, IResumableUploads uploads, IObjectReader objects, StorageLocation location, TimeProvider time)
{
    public static async Task<Results<Ok<UploadResult>, ApiErrorResult>> Complete(JsonBody body, ChunkedCompletion completion, CancellationToken cancellationToken)
    {
        var fields = body.Fields();
        if (!UploadFields.ReadRecordingId(fields).Is(out var id, out var invalid))
        {
            return invalid;
        }

        if (fields.Value("parts") is not { } named)
        {
            return ApiErrors.MissingParameter("parts");
        }

        var duration = UploadFields.ReadDuration(fields);
        var errors = fields.Errors.ToList();
        var parts = completion.ReadParts(named, errors);
        return errors.Count > 0 ? ApiErrors.Validation(errors) : await completion.CompleteAsync(id, parts, duration, cancellationToken);
    }

    /// <summary>The parts that the client named; none if they are not compared.</summary>
    private IReadOnlyList<UploadedPart> ReadParts(JsonElement named, List<FieldError> errors)
    {
        if (!location.IsSerial)
        {
            return NamedParts.Read(named, errors);
        }

        NamedParts.CheckUnnamed(named, errors);
        return [];
    }

    private async Task<Results<Ok<UploadResult>, ApiErrorResult>> CompleteAsync(
        string recordingId, IReadOnlyList<UploadedPart> parts, double? duration, CancellationToken cancellationToken)
    {
        if (!(await states.FindAsync(recordingId, cancellationToken)).Is(out var state, out var error))
        {
            return error;
        }

        if (state.IsStored())
        {
            if (await objects.FindAsync(state.StorageKey!, cancellationToken) is not { } whole)
            {
                return ApiErrors.Conflict("The recording was completed, but its file is gone from the storage.");
            }

            // If Recordings completed the upload itself, only the client knows the duration.
            return duration is null || state.Duration is not null
                ? TypedResults.Ok(new UploadResult(Success: true, state.Status))
                : await ReportAsync(state, whole, duration, cancellationToken);
        }

        return OpenUpload.Find(state, location, time.GetUtcNow()).Is(out var open, out error)
            && (await StoreAsync(open, parts, cancellationToken)).Is(out var stored, out error)
                ? await ReportAsync(state, stored, duration, cancellationToken)
                : error;
    }

    /// <summary>Reports the stored video to Recordings.</summary>
    private async Task<Results<Ok<UploadResult>, ApiErrorResult>> ReportAsync(
        UploadState state, StoredObject stored, double? duration, CancellationToken cancellationToken)
    {
        var completion = new UploadCompletion(stored.Key, stored.Length, duration, await state.HasThumbnailAsync(objects, cancellationToken));
        return (await states.CompletedAsync(state.RecordingId, completion, cancellationToken)).Is(out var completed, out var error)
            ? TypedResults.Ok(new UploadResult(Success: true, completed.Status))
            : error;
    }

    private async Task<Result<StoredObject>> StoreAsync(OpenUpload open, IReadOnlyList<UploadedPart> parts, CancellationToken cancellationToken)
    {
        if (await uploads.FindReceivedAsync(open.Session, cancellationToken) is not { } received)
        {
            // Completed before, but Recordings was not reached; or gone.
            return await objects.FindAsync(open.Session.Key, cancellationToken) is { } found && found.Length == open.FileSize
                ? found
                : ApiErrors.NoUploadSession("The storage no longer has the upload; start a new one with init-chunked.");
        }

        if (location.IsSerial)
        {
            var missing = PartCheck.CompareBytes(received.Bytes, open.FileSize);
            return missing.Count > 0 ? ApiErrors.Validation(missing) : await uploads.CompleteAsync(open.Session, received.Parts, cancellationToken);
        }

        var errors = PartCheck.Compare(parts, received.Parts, open.TotalParts, open.FileSize);
        return errors.Count > 0
            ? ApiErrors.Validation(errors)
            : await uploads.CompleteAsync(open.Session, [.. parts.OrderBy(part => part.PartNumber)], cancellationToken);
    }
}
