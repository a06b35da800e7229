using Kubrick.Contracts.Uploads;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;

namespace Kubrick.Uploads.Sessions;

/// <summary>The open chunked upload of a recording.</summary>
/// <param name="Session">The session in the storage.</param>
/// <param name="FileSize">The declared size of the whole file in bytes; null while it is unknown.</param>
/// <param name="IsOpenEnded">Whether it was started without a size.</param>
/// <param name="Place">The storage that has the session. It need not be the configured one: an upload ends where it was started.</param>
internal sealed record OpenUpload(UploadSession Session, long? FileSize, bool IsOpenEnded, StoragePlace Place)
{
    /// <summary>The number of parts; null while it is unknown.</summary>
    public int? TotalParts => FileSize is { } size ? PartSizes.Count(size, Session.PartSize) : null;

    /// <summary>The largest number that a part may have. An open-ended upload may grow even after its client has declared a size.</summary>
    public int LastPart => IsOpenEnded ? PartSizes.MaxParts : TotalParts!.Value;

    /// <summary>The largest file that fits in the parts.</summary>
    public long MaxFileSize => Math.Min(Session.PartSize * PartSizes.MaxParts, PartSizes.MaxFileBytes);

    /// <summary>Finds the open upload in the state of a recording; an error if there is none, it has expired, or its storage cannot be reached from here.</summary>
    public static Result<OpenUpload> Find(UploadState state, StoragePlaces places, DateTimeOffset now) => state switch
    {
        not { UploadId: not null, StorageKey: not null, ChunkSize: not null } or { FileSize: null, IsOpenEnded: false } =>
            ApiErrors.NoUploadSession("The recording has no open upload; start one with init-chunked."),
        { SessionExpiresAt: { } end } when end <= now =>
            ApiErrors.NoUploadSession("The upload has expired; start a new one with init-chunked."),
        _ when places.Find(state.Provider, state.Bucket) is { } place => new OpenUpload(
            new UploadSession(state.StorageKey!, state.UploadId!, state.ChunkSize!.Value, state.SessionExpiresAt), state.FileSize, state.IsOpenEnded, place),
        _ => Lost(),
    };

    /// <summary>The answer for an upload whose storage cannot be reached any more.</summary>
    public static ApiErrorResult Lost() =>
        ApiErrors.NoUploadSession("The upload was started in a storage that cannot be reached any more; start a new one with init-chunked.");
}
