using Kubrick.Storage;

namespace Kubrick.Recordings.Documents;

/// <summary>In which storage the objects of a recording are.</summary>
internal static class RecordingPlaces
{
    /// <summary>
    /// The place of a recording's objects; null if its settings are not there. The first system did not always store the provider and the bucket; such a
    /// recording is in the configured place.
    /// </summary>
    public static StoragePlace? Of(this StoragePlaces places, Recording recording) => places.Find(recording.StorageProvider, recording.StorageBucket);

    /// <summary>The same, for what cannot go on without it.</summary>
    /// <exception cref="StorageException">The settings of the place are not there.</exception>
    public static StoragePlace Require(this StoragePlaces places, string? provider, string? bucket) => places.Find(provider, bucket) ?? throw new StorageException(
        StorageError.Refused,
        $"The objects are in {provider ?? places.Configured.Location.Provider} '{bucket}', which this service cannot reach: "
            + places.WhyNot(provider ?? places.Configured.Location.Provider, bucket));

    /// <summary>The recording with the place in which its objects were found, where its document does not name one.</summary>
    public static Recording At(this Recording recording, string? provider, string? bucket) =>
        recording with { StorageProvider = recording.StorageProvider ?? provider, StorageBucket = recording.StorageBucket ?? bucket };
}
