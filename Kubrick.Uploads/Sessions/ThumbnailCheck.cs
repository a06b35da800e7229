using Kubrick.Contracts.Uploads;
using Kubrick.Storage;

namespace Kubrick.Uploads.Sessions;

/// <summary>Looks whether the thumbnail that was asked for came, so that nobody is given the address of one that did not.</summary>
internal static class ThumbnailCheck
{
    /// <summary>Whether it is stored; null where none was asked for.</summary>
    /// <exception cref="StorageException">The storage could not be asked.</exception>
    public static async Task<bool?> HasThumbnailAsync(this IObjectReader objects, UploadState state, CancellationToken cancellationToken) =>
        state.ThumbnailKey is { } key ? await objects.FindAsync(key, cancellationToken) is not null : null;
}
