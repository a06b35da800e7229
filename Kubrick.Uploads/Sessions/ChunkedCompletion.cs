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
/// Completes a chunked upload. Every part is kept until the whole object is stored, so a client can correct its request; after
/// that, a repeated request gets the same answer, whichever answer was lost.
/// </summary>
internal sealed class ChunkedCompletion(UploadStateClient states, StoragePlaces places, HeaderCheck headers, TimeProvider time)
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

        var claimed = ClaimedFile.Read(fields);
        return await completion.CompleteAsync(id, named, claimed, fields.Errors, cancellationToken);
    }

    private static ApiErrorResult WrongHash() => ApiErrors.Validation("/sha256", "The stored file has another SHA-256 than the sender computed.");

    /// <summary>The parts that the client named; none if they are not compared.</summary>
    private static IReadOnlyList<NamedPart> ReadParts(JsonElement named, StorageLocation location, List<FieldError> errors)
    {
        if (!location.IsSerial)
        {
            return NamedParts.Read(named, errors);
        }

        NamedParts.CheckUnnamed(named, errors);
        return [];
    }

    private async Task<Results<Ok<UploadResult>, ApiErrorResult>> CompleteAsync(
        string recordingId, JsonElement named, ClaimedFile claimed, IReadOnlyList<FieldError> wrongFields, CancellationToken cancellationToken)
    {
        if (!(await states.FindAsync(recordingId, cancellationToken)).Is(out var state, out var error))
        {
            return error;
        }

        // The storage of the upload says whether its parts have names.
        var place = places.Find(state.Provider, state.Bucket);
        List<FieldError> errors = [.. wrongFields];
        var parts = ReadParts(named, (place ?? places.Configured).Location, errors);
        if (errors.Count > 0)
        {
            return ApiErrors.Validation(errors);
        }

        try
        {
            return !state.IsStored() ? await CompleteOpenAsync(state, parts, claimed, cancellationToken)
                : place is null ? LostAfterCompletion()
                : await RepeatAsync(state, place, claimed, cancellationToken);
        }
        catch (StorageException exception) when (place is not null && places.HaveLost(place, exception))
        {
            return state.IsStored() ? LostAfterCompletion() : OpenUpload.Lost();
        }
    }

    private static ApiErrorResult LostAfterCompletion() => ApiErrors.Conflict("The recording was completed in a storage that cannot be reached any more.");

    private async Task<Results<Ok<UploadResult>, ApiErrorResult>> CompleteOpenAsync(
        UploadState state, IReadOnlyList<NamedPart> parts, ClaimedFile claimed, CancellationToken cancellationToken) =>
        OpenUpload.Find(state, places, time.GetUtcNow()).Is(out var open, out var error)
        && (await StoreAsync(state, open, parts, claimed, cancellationToken)).Is(out var stored, out error)
        && (await headers.CheckAsync(state, open.Place, stored.Object, cancellationToken)).Is(out var mimeType, out error)
            ? await ReportAsync(state, open.Place, stored, mimeType, claimed, cancellationToken)
            : error;

    /// <summary>Answers for an upload that is complete already. If Recordings completed it itself, only the client knows its duration, its hash and its pauses.</summary>
    private async Task<Results<Ok<UploadResult>, ApiErrorResult>> RepeatAsync(
        UploadState state, StoragePlace place, ClaimedFile claimed, CancellationToken cancellationToken)
    {
        if (await place.Reader.FindAsync(state.StorageKey!, cancellationToken) is not { } whole)
        {
            return ApiErrors.Conflict("The recording was completed, but its file is gone from the storage.");
        }

        if (state.IsRecovered && claimed.Size != whole.Length)
        {
            return ApiErrors.NoUploadSession($"The server completed the abandoned upload with {whole.Length} bytes; start a new one with init-chunked.");
        }

        if (claimed.Size is { } size && size != whole.Length)
        {
            return ApiErrors.Validation("/fileSize", $"The recording was completed with {whole.Length} bytes.");
        }

        if (IsOtherFile(whole, claimed))
        {
            return WrongHash();
        }

        // What is known of the pauses is not compared: the last word counts. Recordings compares the hash with what it knows of the file.
        var hasNews = state.IsRecovered || claimed.Pauses is not null || (claimed.Duration is not null && state.Duration is null)
            || (claimed.Sha256 is not null && claimed.Sha256 != state.Sha256);
        return hasNews
            ? await ReportAsync(state, place, new StoredFile(whole, PartHashes: null), state.MimeType, claimed, cancellationToken)
            : TypedResults.Ok(new UploadResult(Success: true, state.Status));
    }

    /// <summary>Reports the stored video to Recordings, which may know already that its bytes are others than the client hashed.</summary>
    private async Task<Results<Ok<UploadResult>, ApiErrorResult>> ReportAsync(
        UploadState state, StoragePlace place, StoredFile file, string mimeType, ClaimedFile claimed, CancellationToken cancellationToken)
    {
        var stored = file.Object;
        var hasThumbnail = await state.HasThumbnailAsync(place.Reader, cancellationToken);
        var completion = new UploadCompletion(stored.Key, stored.Length, claimed.Duration, hasThumbnail)
        {
            RecordedSeconds = claimed.RecordedSeconds,
            PauseCount = claimed.Pauses?.Count,
            PauseDurationTotal = claimed.Pauses?.DurationTotal,
            PauseEvents = claimed.Pauses?.Events,
            Sha256 = claimed.Sha256,
            IsSha256Verified = claimed.Sha256 is not null && stored.Sha256 == claimed.Sha256,
            IsWhole = true,
            PartHashes = file.PartHashes,
            Provider = place.Location.Provider,
            Bucket = place.Location.Bucket,
            ETag = stored.ETag,
            StoredAt = stored.LastModified,
            MimeType = mimeType == state.MimeType ? null : mimeType,
        };
        if (!(await states.CompletedAsync(state.RecordingId, completion, cancellationToken)).Is(out var completed, out var error))
        {
            return error;
        }

        var isOther = claimed.Sha256 is { } sha256 && completed.StoredSha256 is { } known && sha256 != known;
        return isOther || completed.IsFailed ? WrongHash() : TypedResults.Ok(new UploadResult(Success: true, completed.Status));
    }

    private async Task<Result<StoredFile>> StoreAsync(
        UploadState state, OpenUpload open, IReadOnlyList<NamedPart> named, ClaimedFile claimed, CancellationToken cancellationToken)
    {
        if (CheckSize(open, claimed) is { } wrongSize)
        {
            return wrongSize;
        }

        var fileSize = open.IsOpenEnded ? claimed.Size!.Value : open.FileSize!.Value;
        if (state is { IsRecovered: true, FileBytes: { } recovered } && fileSize < recovered)
        {
            return ApiErrors.Validation("/fileSize", $"The server has {recovered} bytes of this recording; a shorter file does not replace them.");
        }

        if (await open.Place.Uploads.FindReceivedAsync(open.Session, cancellationToken) is not { } received)
        {
            // Completed before, but Recordings was not reached; or gone.
            return await open.Place.Reader.FindAsync(open.Session.Key, cancellationToken) is { } found
                && found.Length == fileSize
                && found.IsOfSession(state.SessionStartedAt)
                && !state.IsReplacing(found)
                && !IsOtherFile(found, claimed)
                ? new StoredFile(found, PartHashing.ClaimsOf(named, fileSize, open))
                : ApiErrors.NoUploadSession("The storage no longer has the upload; start a new one with init-chunked.");
        }

        if (state.IsHeld && !received.IsComplete)
        {
            return FinalRefusals.Held();
        }

        UploadedPart[] parts = [.. named.Select(part => part.Part)];
        // A serial upload has no ETags to compare.
        var location = open.Place.Location;
        var errors = location.IsSerial ? PartCheck.CompareBytes(received.Bytes, fileSize) : PartCheck.Compare(parts, received.Parts, fileSize, open);
        errors = errors.Count > 0 ? errors : PartHashing.Compare(named, location.Provider);
        if (errors.Count > 0)
        {
            return ApiErrors.Validation(errors);
        }

        if (await HeaderCheck.PeekAsync(open, fileSize, cancellationToken) is { } noVideo)
        {
            return noVideo;
        }

        // From here on Recordings can complete the upload itself.
        if (open.IsOpenEnded && !(await DeclareAsync(state, open, fileSize, claimed, cancellationToken)).Is(out _, out var error))
        {
            return error;
        }

        // All bytes of a serial upload count, also those of a part that is not listed because it is not whole.
        var whole = location.IsSerial ? received.FromStart(open.Session.PartSize).Parts : [.. parts.OrderBy(part => part.PartNumber)];
        var stored = await open.Place.Uploads.CompleteAsync(open.Session, whole, claimed.Sha256, cancellationToken);
        return stored.Length == fileSize
            ? new StoredFile(stored, PartHashing.Of(named, received.Parts, fileSize, open, location.Provider))
            // Recordings may have given the client up and completed what had arrived, at the same moment.
            : ApiErrors.NoUploadSession($"The upload was completed with {stored.Length} bytes in the meantime; start a new one with init-chunked.");
    }

    private Task<Result<UploadState>> DeclareAsync(UploadState state, OpenUpload open, long fileSize, ClaimedFile claimed, CancellationToken cancellationToken)
    {
        var session = open.Session;
        var declared = new AttachUploadSession(session.UploadId, fileSize, session.PartSize, session.ExpiresAt, state.Version)
        {
            IsOpenEnded = true,
            Sha256 = claimed.Sha256,
            Duration = claimed.Duration,
            RecordedSeconds = claimed.RecordedSeconds,
        };
        return states.AttachSessionAsync(state.RecordingId, declared, cancellationToken);
    }

    private static bool IsOtherFile(StoredObject stored, ClaimedFile claimed) =>
        claimed.Sha256 is { } sha256 && stored.Sha256 is { } actual && actual != sha256;

    /// <summary>An open-ended upload needs its size now; any other has it since its start.</summary>
    private static ApiErrorResult? CheckSize(OpenUpload open, ClaimedFile claimed) => (open.IsOpenEnded, claimed.Size) switch
    {
        (true, null) => ApiErrors.MissingParameter("fileSize"),
        (true, { } size) when size > open.MaxFileSize => ApiErrors.Validation("/fileSize", $"The upload has at most {open.MaxFileSize} bytes."),
        (false, { } size) when size != open.FileSize => ApiErrors.Validation("/fileSize", $"The upload was started for {open.FileSize} bytes."),
        _ => null,
    };
}
