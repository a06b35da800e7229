using Kubrick.Contracts.Uploads;
using Kubrick.ServiceDefaults;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;
using Kubrick.Storage;
using Kubrick.Storage.Containers;
using Kubrick.Uploads.Requests;
using Kubrick.Uploads.State;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kubrick.Uploads.Sessions;

/// <summary>Uploads of whole files with one PUT: short recordings and thumbnails.</summary>
internal static class PresignedHandlers
{
    /// <summary>S3's limit for one PUT, in bytes.</summary>
    private const long LargestPut = 5L << 30;

    private const string ThumbnailType = "image/jpeg";

    public static async Task<Results<Ok<PresignedUpload>, ApiErrorResult>> SignVideo(
        JsonBody body, HttpContext context, UploadStateClient states, StoragePlaces places, CancellationToken cancellationToken)
    {
        var (fields, place) = (body.Fields(), places.Configured);
        if (!UploadFields.ReadRecordingId(fields).Is(out var id, out var invalid))
        {
            return invalid;
        }

        var type = VideoType.Read(fields);
        var fileSize = fields.Integer("fileSize", min: 1, max: LargestPut);
        if (fields.Errors.Count > 0)
        {
            return fields.ToResult();
        }

        var start = new StartUpload(type?.MediaType, place.Location.Provider, place.Location.Bucket, fileSize);
        if (!(await states.FindAsync(id, cancellationToken)).Is(out var before, out var error)
            || !(await states.StartAsync(id, start, cancellationToken)).Is(out var state, out error))
        {
            return error;
        }

        if (before.HasEnded())
        {
            await place.Staged.DiscardAsync(state.StorageKey!, cancellationToken);
        }

        // Signed for the content type that the client declared, with its parameters: the PUT has the same.
        var url = await place.Staged.SignAsync(state.StorageKey!, type?.Declared ?? state.MimeType, cancellationToken);
        return TypedResults.Ok(new PresignedUpload(context.ForClient(url), state.StorageKey!, place.Location.Bucket));
    }

    public static async Task<Results<Ok<UploadResult>, ApiErrorResult>> Complete(
        JsonBody body, UploadStateClient states, StoragePlaces places, HeaderCheck headers, CancellationToken cancellationToken)
    {
        var fields = body.Fields();
        if (!UploadFields.ReadRecordingId(fields).Is(out var id, out var invalid))
        {
            return invalid;
        }

        var duration = UploadFields.ReadDuration(fields);
        if (fields.Errors.Count > 0)
        {
            return fields.ToResult();
        }

        if (!(await states.FindAsync(id, cancellationToken)).Is(out var state, out var error))
        {
            return error;
        }

        if (places.Find(state.Provider, state.Bucket) is not { } place)
        {
            return Unreachable();
        }

        if (state.StorageKey is not { } key || !(await FindAsync(state, place, key, cancellationToken)).Is(out var stored, out error))
        {
            return error ?? NothingStored();
        }

        // A repeated request gets the same answer. Another file may have taken the place of the first.
        var mimeType = state.MimeType;
        if (!(state.IsStored() && state.FileBytes == stored.Length) && !(await CheckAsync(state, place, stored, headers, cancellationToken)).Is(out mimeType, out error))
        {
            return error;
        }

        var completion = new UploadCompletion(key, stored.Length, duration, await state.HasThumbnailAsync(place.Reader, cancellationToken))
        {
            Provider = place.Location.Provider,
            Bucket = place.Location.Bucket,
            ETag = stored.ETag,
            StoredAt = stored.LastModified,
            MimeType = mimeType == state.MimeType ? null : mimeType,
        };
        if (!(await states.CompletedAsync(id, completion, cancellationToken)).Is(out var completed, out error))
        {
            return error;
        }

        await place.Staged.CloseAsync(key, cancellationToken);
        if (state.UploadId is { } openUpload)
        {
            await place.Uploads.AbortAsync(new UploadSession(key, openUpload, PartSizes.Default, ExpiresAt: null), cancellationToken);
        }

        return TypedResults.Ok(new UploadResult(Success: true, completed.Status));
    }

    public static async Task<Results<Ok<ThumbnailUpload>, ApiErrorResult>> SignThumbnail(
        JsonBody body, HttpContext context, UploadStateClient states, StorageKeys keys, StoragePlaces places, CancellationToken cancellationToken)
    {
        if (!UploadFields.ReadRecordingId(body.Fields()).Is(out var id, out var invalid))
        {
            return invalid;
        }

        if (!(await states.FindAsync(id, cancellationToken)).Is(out var state, out var error))
        {
            return error;
        }

        // The image goes to where the video is.
        if (places.Find(state.Provider, state.Bucket) is not { } place)
        {
            return Unreachable();
        }

        var thumbnail = new AttachThumbnail(keys.Thumbnail(id), place.Location.Provider, place.Location.Bucket);
        if (!(await states.AttachThumbnailAsync(id, thumbnail, cancellationToken)).Is(out state, out error))
        {
            return error;
        }

        var key = state.ThumbnailKey ?? thumbnail.ThumbnailKey;
        var url = await place.Signer.SignWriteAsync(key, ThumbnailType, lifetime: null, cancellationToken);
        return TypedResults.Ok(new ThumbnailUpload(context.ForClient(url), key, place.Location.Bucket));
    }

    /// <summary>
    /// The file of this upload under its key: moves it there if it has arrived. Else it was moved before, or put to its key by a URL that an earlier version signed; what an earlier
    /// upload has left does not count.
    /// </summary>
    private static async Task<Result<StoredObject>> FindAsync(UploadState state, StoragePlace place, string key, CancellationToken cancellationToken)
    {
        // What arrives after the completion is another file, which nobody asked for.
        if (!state.IsStored() && await place.Staged.FindAsync(key, cancellationToken) is { } arrived)
        {
            if (await RefuseAsync(state, place, arrived, cancellationToken) is { } refusal)
            {
                return refusal;
            }

            if (await place.Staged.AcceptAsync(key, arrived, cancellationToken) is { } accepted)
            {
                return accepted;
            }
        }

        if (await place.Reader.FindAsync(key, cancellationToken) is not { Length: > 0 } stored || state.IsEarlier(stored))
        {
            return NothingStored();
        }

        return RefuseSize(state, stored) is { } wrongSize ? wrongSize : stored;
    }

    /// <summary>Why a file that has arrived must not replace what is stored.</summary>
    private static async Task<ApiErrorResult?> RefuseAsync(UploadState state, StoragePlace place, StoredObject arrived, CancellationToken cancellationToken)
    {
        if (RefuseSize(state, arrived) is { } wrongSize)
        {
            return wrongSize;
        }

        if (state.IsHeld)
        {
            return FinalRefusals.Held();
        }

        // An open chunked upload survives a PUT that is refused, and so does what is stored.
        return (state.UploadId is not null || state.FileBytes is not null) && await StoredContainer.FindAsync(place.Reader, arrived, cancellationToken) == ContainerKind.Unknown
            ? HeaderCheck.NoVideo(isInParts: false)
            : null;
    }

    // With an open chunked upload, the declared size is not the size of this file.
    private static ApiErrorResult? RefuseSize(UploadState state, StoredObject stored) => state is { UploadId: null, FileSize: { } declared } && declared != stored.Length
        ? ApiErrors.Conflict($"The stored file has {stored.Length} bytes, but {declared} were declared; upload it again.")
        : null;

    private static ApiErrorResult NothingStored() => ApiErrors.Conflict("Nothing is stored for this recording yet; upload the file first.");

    /// <summary>An open chunked upload survives a PUT that is refused.</summary>
    private static async Task<Result<string>> CheckAsync(
        UploadState state, StoragePlace place, StoredObject stored, HeaderCheck headers, CancellationToken cancellationToken) =>
        state.UploadId is null
            ? await headers.CheckAsync(state, place, stored, cancellationToken)
            : await StoredContainer.FindAsync(place.Reader, stored, cancellationToken) is var container && container != ContainerKind.Unknown
                ? ContainerHeader.ContentTypeOf(state.MimeType, container)
                : HeaderCheck.NoVideo(isInParts: false);

    private static ApiErrorResult Unreachable() => ApiErrors.Conflict("The recording is in another storage, which cannot be reached any more.");
}
