namespace Kubrick.Transcoder.Packaging;

/// <summary>How a playlist is written.</summary>
/// <param name="Kind">What it promises.</param>
/// <param name="TargetDurationSeconds">What was declared from the start (<see cref="PackagerOptions.TargetDurationSeconds"/>): it must not change while the stream runs.</param>
/// <param name="Window">How many segments a <see cref="PlaylistKind.Live"/> playlist lists.</param>
/// <param name="IsTransport">Whether the segments are MPEG-TS rather than fragmented MP4.</param>
internal sealed record PlaylistOptions(PlaylistKind Kind, int TargetDurationSeconds, int Window = 5, bool IsTransport = false);
