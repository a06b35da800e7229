namespace Kubrick.Contracts.Recordings;

/// <summary>The statuses of a recording, as sent to clients.</summary>
public static class RecordingStatuses
{
    /// <summary>It is streamed live.</summary>
    public const string Recording = "recording";

    /// <summary>Its video is being uploaded. The first status of every recording.</summary>
    public const string Uploading = "uploading";

    /// <summary>Its media is stored and is being made playable.</summary>
    public const string Processing = "processing";

    /// <summary>It can be played.</summary>
    public const string Ready = "ready";

    /// <summary>Its upload or its stream failed or was aborted.</summary>
    public const string Error = "error";

    /// <summary>It is not listed unless a client filters for it.</summary>
    public const string Archived = "archived";
}
