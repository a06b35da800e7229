using System.Text;
using Kubrick.Playback.Playlists;
using Kubrick.Storage;

namespace Kubrick.Playback.Live;

/// <summary>A window and its playlist, which is written once, whoever and how many ask for it.</summary>
internal sealed class LiveView(LiveWindow window, PlaylistTargets targets)
{
    /// <summary>Segments behind the newest that another replica, or the playlist's hint, may have told of.</summary>
    private const int SegmentsAhead = 2;

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

    /// <summary>The bytes of media that are in memory; null where they are not.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Find(MediaName name) => name.Kind switch
    {
        MediaKind.Init => window.Inits.TryGetValue(name.Epoch, out var init) ? [init] : null,
        MediaKind.Segment => window.Find(name.MediaSequence) is { IsWhole: true } segment ? [.. segment.Parts.Select(part => part.Bytes)] : null,
        MediaKind.Part => window.Find(name.MediaSequence) is { } segment && name.PartIndex < segment.Parts.Length ? [segment.Parts[name.PartIndex].Bytes] : null,
        _ => null,
    };

    /// <summary>
    /// Whether media is newer than all that is here, and not by much: the hint of the playlist (RFC 8216bis, 6.2.6), or what a replica that has read a few records more
    /// has listed already.
    /// </summary>
    public bool Awaits(MediaName name) => IsBeyond(name) && name.Kind switch
    {
        MediaKind.Init => name.Epoch == window.Inits.Keys.Max() + 1,
        _ => name.MediaSequence <= window.Highest + SegmentsAhead,
    };

    /// <summary>Whether media is newer than all that is here.</summary>
    public bool IsBeyond(MediaName name)
    {
        var open = window.Segments is [.., { IsClosed: false } last] ? last : null;
        return !window.IsEnded && name.Kind switch
        {
            MediaKind.Init => !window.Inits.IsEmpty && name.Epoch > window.Inits.Keys.Max(),
            MediaKind.Segment => name.MediaSequence > window.Highest || name.MediaSequence == open?.MediaSequence,
            MediaKind.Part => name.MediaSequence > window.Highest || (name.MediaSequence == open?.MediaSequence && name.PartIndex >= open.Parts.Length),
            _ => false,
        };
    }
}
