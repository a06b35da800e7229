using Kubrick.Storage;

namespace Kubrick.Recordings.Documents;

/// <summary>In which storage the objects of a recording are.</summary>
internal static class StoragePlace
{
    /// <summary>
    /// Whether the objects are in the configured storage. The first system did not always store the provider and the bucket; it had only one, which is the
    /// configured one.
    /// </summary>
    public static bool IsAt(this Recording recording, StorageLocation location) =>
        (recording.StorageProvider ?? location.Provider) == location.Provider && (recording.StorageBucket ?? location.Bucket) == location.Bucket;
}
