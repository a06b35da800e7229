using Kubrick.Contracts.Uploads;
using Kubrick.ServiceDefaults;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;
using Kubrick.Storage;
using Kubrick.Uploads.Recordings;
using Kubrick.Uploads.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kubrick.Uploads.Sessions;

/// <summary>Uploads of whole files by one PUT: short recordings and thumbnails.</summary>
internal static class PresignedHandlers
{
    /// <summary>S3's limit of one PUT in bytes.</summary>
    private const long LargestPut = 5L << 30;

    private const string ThumbnailType = "image/jpeg";

    public static async Task<Results<Ok<PresignedUpload>, ApiErrorResult>> SignVideo(
        JsonBody body, HttpContext context, RecordingsClient recordings, IUrlSigner signer, StorageLocation location, CancellationToken cancellationToken)
    {
        var fields = body.Fields();
        if (!RecordingIdField.TryRead(fields, out var id, out var invalid))
        {
            return invalid;
        }

        var type = VideoType.Read(fields);
        var fileSize = fields.Integer("fileSize", min: 1, max: LargestPut);
        if (fields.Errors.Count > 0)
        {
            return fields.ToResult();
        }

        var begin = new BeginUpload(type?.MediaType, location.Provider, location.Bucket, fileSize);
        if (!(await recordings.BeginAsync(id, begin, cancellationToken)).Is(out var state, out var refusal))
        {
            return refusal;
        }

        // Signed for what the client will send: it puts the type that it declared, parameters and all.
        var url = await signer.SignWriteAsync(state.StorageKey!, type?.Declared ?? state.MimeType, lifetime: null, cancellationToken);
        return TypedResults.Ok(new PresignedUpload(context.Absolute(url), state.StorageKey!, location.Bucket));
    }

    public static async Task<Results<Ok<UploadOutcome>, ApiErrorResult>> Complete(
        JsonBody body, RecordingsClient recordings, IObjectReader objects, IResumableUploads uploads, CancellationToken cancellationToken)
    {
        var fields = body.Fields();
        if (!RecordingIdField.TryRead(fields, out var id, out var invalid))
        {
            return invalid;
        }

        var duration = Duration.Read(fields);
        if (fields.Errors.Count > 0)
        {
            return fields.ToResult();
        }

        if (!(await recordings.FindAsync(id, cancellationToken)).Is(out var state, out var refusal))
        {
            return refusal;
        }

        if (state.StorageKey is not { } key || await objects.FindAsync(key, cancellationToken) is not { Length: > 0 } stored)
        {
            return ApiErrors.Conflict("Nothing is stored for this recording yet; upload the file first.");
        }

        // A size that an open chunked upload declared is not this file's.
        if (state is { UploadId: null, FileSize: { } declared } && declared != stored.Length)
        {
            return ApiErrors.Conflict($"The stored file has {stored.Length} bytes, but {declared} were declared; upload it again.");
        }

        var completion = new UploadCompletion(key, stored.Length, duration, await objects.HasThumbnailAsync(state, cancellationToken));
        if (!(await recordings.CompletedAsync(id, completion, cancellationToken)).Is(out var completed, out refusal))
        {
            return refusal;
        }

        if (state.UploadId is { } leftOver)
        {
            await uploads.AbortAsync(new UploadSession(key, leftOver, ChunkSizes.Default, ExpiresAt: null), cancellationToken);
        }

        return TypedResults.Ok(new UploadOutcome(Success: true, completed.Status));
    }

    public static async Task<Results<Ok<ThumbnailUpload>, ApiErrorResult>> SignThumbnail(
        JsonBody body, HttpContext context, RecordingsClient recordings, IUrlSigner signer, StorageKeys keys, StorageLocation location, CancellationToken cancellationToken)
    {
        if (!RecordingIdField.TryRead(body.Fields(), out var id, out var invalid))
        {
            return invalid;
        }

        var thumbnail = new AttachThumbnail(keys.Thumbnail(id), location.Provider, location.Bucket);
        if (!(await recordings.AttachThumbnailAsync(id, thumbnail, cancellationToken)).Is(out var state, out var refusal))
        {
            return refusal;
        }

        var key = state.ThumbnailKey ?? thumbnail.ThumbnailKey;
        var url = await signer.SignWriteAsync(key, ThumbnailType, lifetime: null, cancellationToken);
        return TypedResults.Ok(new ThumbnailUpload(context.Absolute(url), key, location.Bucket));
    }
}
