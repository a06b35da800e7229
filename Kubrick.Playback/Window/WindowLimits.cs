namespace Kubrick.Playback.Window;

/// <summary>The bounds of a live window.</summary>
/// <param name="Segments">Segments that it keeps.</param>
/// <param name="HardSegments">Segments that it keeps at most while the oldest are not stored.</param>
/// <param name="Bytes">Media in memory, in bytes.</param>
/// <param name="PartsUs">How far from the end parts are kept and listed, in µs: three target durations (RFC 8216bis, 4.4.4.9).</param>
internal sealed record WindowLimits(int Segments, int HardSegments, long Bytes, long PartsUs)
{
    /// <summary>Parts in one segment: more mean a broken stream whose segment never ends.</summary>
    public const int Parts = 10_000;

    /// <summary>Initialisation sections that are kept.</summary>
    public const int Inits = 64;

    /// <summary>The size of an initialisation section, in bytes.</summary>
    public const int InitBytes = 1 << 20;

    public static WindowLimits Of(PlaybackOptions options) =>
        new(options.Window, options.MaxWindow, options.MaxStreamBytes, 3L * options.TargetDuration * 1_000_000);
}
