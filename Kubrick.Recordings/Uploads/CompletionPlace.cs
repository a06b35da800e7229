using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Documents;

namespace Kubrick.Recordings.Uploads;

/// <summary>Where a completed upload is stored.</summary>
internal static class CompletionPlace
{
    /// <summary>Whether the object is where the recording is. Documents of the first system, and senders of earlier versions, do not say where.</summary>
    public static bool IsAt(this Recording recording, UploadCompletion completion) =>
        (recording.StorageProvider is not { } provider || provider == (completion.Provider ?? provider))
        && (recording.StorageBucket is not { } bucket || bucket == (completion.Bucket ?? bucket));
}
