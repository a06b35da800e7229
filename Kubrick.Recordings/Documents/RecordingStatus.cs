namespace Kubrick.Recordings.Documents;

/// <summary>The status of a recording. Stored and sent in lower case.</summary>
internal enum RecordingStatus
{
    /// <summary>It is streamed live.</summary>
    Recording,

    /// <summary>Its video is being uploaded. The first status of every recording.</summary>
    Uploading,

    /// <summary>Its media is stored and is being made playable.</summary>
    Processing,

    /// <summary>It can be played.</summary>
    Ready,

    /// <summary>Its upload or its stream failed or was aborted.</summary>
    Error,

    /// <summary>It is not listed unless a client filters for it.</summary>
    Archived,
}
