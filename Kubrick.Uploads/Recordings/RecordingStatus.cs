using Kubrick.Contracts.Uploads;

namespace Kubrick.Uploads.Recordings;

/// <summary>The status of a recording that Uploads acts upon; the others are Recordings' own affair.</summary>
internal static class RecordingStatus
{
    public const string Ready = "ready";

    private const string Archived = "archived";

    /// <summary>Whether the video is stored whole; archived recordings keep theirs.</summary>
    public static bool IsStored(UploadState state) =>
        state is { Status: Ready or Archived, FileBytes: not null, StorageKey: not null, UploadId: null };
}
