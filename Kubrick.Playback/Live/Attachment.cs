namespace Kubrick.Playback.Live;

/// <summary>What came of attaching to a part log.</summary>
internal enum Attachment
{
    /// <summary>The window is as new as the log.</summary>
    Ready,

    /// <summary>There is no such log: the stream never began, or was over long ago.</summary>
    Missing,

    /// <summary>The broker did not answer in time; attaching goes on.</summary>
    Late,
}
