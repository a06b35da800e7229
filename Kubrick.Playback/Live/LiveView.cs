using System.Text;
using Kubrick.Playback.Playlists;

namespace Kubrick.Playback.Live;

/// <summary>A window and its playlist, which is written once, whoever and how many ask for it.</summary>
internal sealed class LiveView(LiveWindow window, PlaylistTargets targets)
{
    private readonly Lazy<ReadOnlyMemory<byte>> playlist = new(() => Encoding.UTF8.GetBytes(PlaylistWriter.Write(window, targets)));

    public LiveWindow Window => window;

    public ReadOnlyMemory<byte> Playlist => playlist.Value;

    public double PartTarget => PlaylistWriter.PartTarget(window, targets);

    /// <summary>How long a request may wait for media that does not come (RFC 8216bis, 6.2.5.2).</summary>
    public TimeSpan Patience => TimeSpan.FromSeconds(3 * PlaylistWriter.TargetDuration(window, targets));

    /// <summary>Whether there is enough to begin with.</summary>
    public bool IsPlayable(int segments)
    {
        var listed = window.ListedCount();
        return listed > 0 && (listed >= segments + 1 || (listed >= segments && window.Segments[listed - 1].IsFetchable) || (window.IsEnded && listed > 0));
    }
}
