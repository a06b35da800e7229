namespace Kubrick.Playback.Playlists;

/// <summary>What a playlist promises of its media's lengths.</summary>
/// <param name="Segment">Target duration of segments, in seconds.</param>
/// <param name="Part">Target duration of parts, in seconds, where the worker does not tell it.</param>
internal sealed record PlaylistTargets(int Segment, double Part)
{
    private const double OlderWorkers = 0.235;

    public static PlaylistTargets Of(PlaybackOptions options) => new(options.TargetDuration, OlderWorkers);
}
