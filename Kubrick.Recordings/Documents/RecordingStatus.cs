namespace Kubrick.Recordings.Documents;

/// <summary>Where a recording stands. Stored and sent in lower case.</summary>
internal enum RecordingStatus
{
    /// <summary>It is being streamed live.</summary>
    Recording,

    /// <summary>Its video is on the way to the storage. Every recording starts here.</summary>
    Uploading,

    /// <summary>The storage holds what was recorded; it is being made playable.</summary>
    Processing,

    /// <summary>It plays.</summary>
    Ready,

    /// <summary>Its upload was given up, or failed.</summary>
    Error,

    /// <summary>It is left out of the library until somebody asks for it.</summary>
    Archived,
}
