namespace Kubrick.Transcoder.FFmpeg;

/// <summary>How bad FFmpeg says something is.</summary>
internal enum FFmpegSeverity
{
    /// <summary>Nothing is wrong.</summary>
    Information,

    /// <summary>It goes on, perhaps with a loss.</summary>
    Warning,

    /// <summary>Something could not be done.</summary>
    Error,

    /// <summary>It cannot go on.</summary>
    Fatal,
}
