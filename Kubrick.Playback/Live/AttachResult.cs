namespace Kubrick.Playback.Live;

/// <summary>The result of attaching to a part log.</summary>
internal enum AttachResult
{
    /// <summary>The window is as new as the log.</summary>
    Attached,

    /// <summary>The log does not exist: the stream never started, or ended long ago.</summary>
    Missing,

    /// <summary>The log was not read in time. Attaching continues in the background.</summary>
    TimedOut,
}
