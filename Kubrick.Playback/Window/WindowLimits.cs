namespace Kubrick.Playback.Window;

/// <summary>How large a live window may become.</summary>
/// <param name="Segments">Segments that it keeps.</param>
/// <param name="HardSegments">Segments that it keeps at most, where the storage does not have the oldest yet.</param>
/// <param name="Bytes">Media in memory, in bytes.</param>
/// <param name="PartsUs">How far from the end parts are kept and listed, in µs: three target durations (RFC 8216bis, 4.4.4.9).</param>
internal sealed record WindowLimits(int Segments, int HardSegments, long Bytes, long PartsUs)
{
    /// <summary>One segment has no more parts than this; a stream that goes on without an end of the segment is broken.</summary>
    public const int Parts = 10_000;

    /// <summary>Epochs whose initialisation sections are kept.</summary>
    public const int Inits = 64;

    /// <summary>No initialisation section is larger, in bytes.</summary>
    public const int InitBytes = 1 << 20;

    public static WindowLimits Of(PlaybackOptions options) =>
        new(options.Window, options.MaxWindow, options.MaxStreamBytes, 3L * options.TargetDuration * 1_000_000);
}
