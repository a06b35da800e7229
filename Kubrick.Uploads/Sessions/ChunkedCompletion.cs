using Kubrick.Contracts.Uploads;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;
using Kubrick.Storage;
using Kubrick.Uploads.Recordings;
using Kubrick.Uploads.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kubrick.Uploads.Sessions;

/// <summary>
/// Completes a chunked upload. Until the storage has the whole object nothing is given up, so that a client can mend what was wrong;
/// after that, asking again gives the same answer, whichever answer was lost.
/// </summary>
internal sealed class ChunkedCompletion(
    RecordingsClient recordings, IResumableUploads uploads, IObjectReader objects, StorageLocation location, TimeProvider time)
{
    public static async Task<Results<Ok<UploadOutcome>, ApiErrorResult>> Complete(JsonBody body, ChunkedCompletion completion, CancellationToken cancellationToken)
    {
        var fields = body.Fields();
        if (!RecordingIdField.TryRead(fields, out var id, out var invalid))
        {
            return invalid;
        }

        if (fields.Value("parts") is not { } named)
        {
            return ApiErrors.MissingParameter("parts");
        }

        var duration = Duration.Read(fields);
        var errors = fields.Errors.ToList();
        var parts = ClaimedParts.Read(named, errors);
        return errors.Count > 0 ? ApiErrors.Validation(errors) : await completion.CompleteAsync(id, parts, duration, cancellationToken);
    }

    private async Task<Results<Ok<UploadOutcome>, ApiErrorResult>> CompleteAsync(
        string recordingId, IReadOnlyList<UploadedPart> parts, double? duration, CancellationToken cancellationToken)
    {
        if (!(await recordings.FindAsync(recordingId, cancellationToken)).Is(out var state, out var refusal))
        {
            return refusal;
        }

        if (RecordingStatus.IsStored(state))
        {
            // Where Recordings found out by itself that everything is stored, only the client knows how long it is.
            return await objects.FindAsync(state.StorageKey!, cancellationToken) is not { } whole
                ? ApiErrors.Conflict("The recording was completed, but its file is gone from the storage.")
                : duration is null || state.Duration is not null
                    ? TypedResults.Ok(new UploadOutcome(Success: true, state.Status))
                    : await TellAsync(state, whole, duration, cancellationToken);
        }

        if (!OpenSession.TryFind(state, location, time.GetUtcNow(), out var session, out refusal))
        {
            return refusal;
        }

        var (stored, wrong) = await StoreAsync(session, parts, cancellationToken);
        if (stored is null)
        {
            return wrong!;
        }

        return await TellAsync(state, stored, duration, cancellationToken);
    }

    private async Task<Results<Ok<UploadOutcome>, ApiErrorResult>> TellAsync(
        UploadState state, StoredObject stored, double? duration, CancellationToken cancellationToken)
    {
        var completion = new UploadCompletion(stored.Key, stored.Length, duration, await objects.HasThumbnailAsync(state, cancellationToken));
        var told = await recordings.CompletedAsync(state.RecordingId, completion, cancellationToken);
        return told.Is(out var completed, out var refusal)
            ? TypedResults.Ok(new UploadOutcome(Success: true, completed.Status))
            : refusal;
    }

    private async Task<(StoredObject? Stored, ApiErrorResult? Wrong)> StoreAsync(
        OpenSession session, IReadOnlyList<UploadedPart> parts, CancellationToken cancellationToken)
    {
        if (await uploads.FindReceivedAsync(session.Upload, cancellationToken) is not { } received)
        {
            // Completed before, but the news did not get through; or gone.
            return await objects.FindAsync(session.Upload.Key, cancellationToken) is { } found && found.Length == session.FileSize
                ? (found, null)
                : (null, ApiErrors.NoUploadSession("The storage does not know the upload any more; begin a new one with init-chunked."));
        }

        var errors = PartCheck.Compare(parts, received.Parts, session.TotalParts, session.FileSize);
        return errors.Count > 0
            ? (null, ApiErrors.Validation(errors))
            : (await uploads.CompleteAsync(session.Upload, [.. parts.OrderBy(part => part.PartNumber)], cancellationToken), null);
    }
}
