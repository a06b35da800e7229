using Kubrick.Storage;

namespace Kubrick.Uploads.Sessions;

/// <summary>Distinguishes a storage that is lost from one that is unavailable.</summary>
internal static class LostStorage
{
    /// <summary>
    /// Whether an upload in this place cannot be continued any more: the bucket does not exist, or the place refuses access and is no longer the configured one. A client that waits for
    /// it would wait for ever, and has everything to start again. That the configured place refuses access is an outage, because a new upload would go there, too.
    /// </summary>
    /// <param name="places">The places.</param>
    /// <param name="place">The place that failed.</param>
    /// <param name="failure">Its failure.</param>
    public static bool HaveLost(this StoragePlaces places, StoragePlace place, StorageException failure) =>
        failure.Error == StorageError.NoBucket || (failure.Error == StorageError.Refused && place.Location != places.Configured.Location);
}
