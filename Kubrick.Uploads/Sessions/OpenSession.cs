using System.Diagnostics.CodeAnalysis;
using Kubrick.Contracts.Uploads;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;

namespace Kubrick.Uploads.Sessions;

/// <summary>The chunked upload that a recording has open.</summary>
/// <param name="Upload">The session, as the storage knows it.</param>
/// <param name="FileSize">The declared size of the whole file in bytes.</param>
internal sealed record OpenSession(UploadSession Upload, long FileSize)
{
    public int TotalParts => ChunkSizes.Count(FileSize, Upload.ChunkSize);

    /// <summary>The session in what Recordings knows; an error where there is none, where its time is over, or where it lies in another storage.</summary>
    public static bool TryFind(
        UploadState state, StorageLocation location, DateTimeOffset now, [NotNullWhen(true)] out OpenSession? session, [NotNullWhen(false)] out ApiErrorResult? error)
    {
        session = null;
        error = state switch
        {
            not { UploadId: not null, StorageKey: not null, FileSize: not null, ChunkSize: not null } =>
                ApiErrors.NoUploadSession("The recording has no open upload; begin one with init-chunked."),
            { SessionExpiresAt: { } end } when end <= now => ApiErrors.NoUploadSession("The upload's time is over; begin a new one with init-chunked."),
            _ when state.Provider != location.Provider || state.Bucket != location.Bucket =>
                ApiErrors.NoUploadSession("The upload was begun in another storage; begin a new one with init-chunked."),
            _ => null,
        };
        if (error is not null)
        {
            return false;
        }

        session = new OpenSession(new UploadSession(state.StorageKey!, state.UploadId!, state.ChunkSize!.Value, state.SessionExpiresAt), state.FileSize!.Value);
        return true;
    }
}
