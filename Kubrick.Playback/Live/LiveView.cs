using System.Text;
using Kubrick.Playback.Playlists;
using Kubrick.Playback.Window;
using Kubrick.Storage;

namespace Kubrick.Playback.Live;

/// <summary>
/// What viewers are shown: a window and its playlist, which is written once, whoever and how many ask for it. Behind a gap in the log the newest window has nothing
/// to play for a while; until it does, the one before it is shown.
/// </summary>
internal sealed class LiveView
{
    /// <summary>Segments behind the newest that another replica, or the playlist's hint, may have told of.</summary>
    private const int SegmentsAhead = 2;

    private readonly PlaylistTargets targets;
    private readonly MediaNames names;
    private readonly Lazy<ReadOnlyMemory<byte>> playlist;

    private LiveView(LiveWindow window, LiveWindow newest, PlaylistTargets targets, MediaNames names, Lazy<ReadOnlyMemory<byte>>? playlist)
    {
        (Window, Newest, this.targets, this.names) = (window, newest, targets, names);
        this.playlist = playlist ?? new(() => Encoding.UTF8.GetBytes(PlaylistWriter.Write(window, targets, names)));
    }

    /// <summary>What is listed.</summary>
    public LiveWindow Window { get; }

    /// <summary>What was read last; as a rule the same.</summary>
    public LiveWindow Newest { get; }

    /// <summary>Media in memory, in bytes.</summary>
    public long Bytes => IsHeld ? Window.Bytes + Newest.Bytes : Window.Bytes;

    public ReadOnlyMemory<byte> Playlist => playlist.Value;

    public double PartTarget => PlaylistWriter.PartTarget(Window, targets);

    /// <summary>How long a request may wait for media that does not come (RFC 8216bis, 6.2.5.2).</summary>
    public TimeSpan Patience => TimeSpan.FromSeconds(3 * PlaylistWriter.TargetDuration(Window, targets));

    /// <summary>The newest window has nothing to play yet, and an older one is shown.</summary>
    public bool IsHeld => !ReferenceEquals(Window, Newest);

    public static LiveView Of(LiveWindow window, PlaylistTargets targets, MediaNames names) => new(window, window, targets, names, null);

    /// <summary>The view after more was read.</summary>
    /// <param name="newest">The window after that.</param>
    /// <param name="segments">Whole segments that a window needs to be played.</param>
    /// <param name="isTight">Memory is short: what is shown keeps no more bytes than it must.</param>
    public LiveView Follow(LiveWindow newest, int segments, bool isTight)
    {
        if (newest.IsEnded || IsPlayable(newest, segments) || !IsPlayable(Window, segments))
        {
            return Of(newest, targets, names);
        }

        return isTight ? new LiveView(Window.Shrink(), newest, targets, names, null) : new LiveView(Window, newest, targets, names, playlist);
    }

    /// <summary>Whether there is enough to begin with.</summary>
    public bool IsPlayable(int segments) => IsPlayable(Window, segments);

    /// <summary>The bytes of media that are in memory; null where they are not.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Find(MediaName name) => Find(Newest, name) ?? Find(Window, name);

    /// <summary>
    /// Whether media is newer than all that is here, and not by much: the hint of the playlist (RFC 8216bis, 6.2.6), or what a replica that has read a few records more
    /// has listed already.
    /// </summary>
    public bool Awaits(MediaName name) => IsBeyond(Newest, name)
        && (name.Kind == MediaKind.Init ? name.Epoch == Newest.Inits.Keys.Max() + 1 : name.MediaSequence <= Newest.Highest + SegmentsAhead);

    /// <summary>Whether media is newer than all that is listed.</summary>
    public bool IsBeyond(MediaName name) => IsBeyond(Window, name);

    private static bool IsBeyond(LiveWindow window, MediaName name)
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

    private static bool IsPlayable(LiveWindow window, int segments)
    {
        var listed = window.ListedCount();
        return listed > 0 && (listed >= segments + 1 || (listed >= segments && window.Segments[listed - 1].IsFetchable) || window.IsEnded);
    }

    private static IReadOnlyList<ReadOnlyMemory<byte>>? Find(LiveWindow window, MediaName name) => name.Kind switch
    {
        MediaKind.Init => window.Inits.TryGetValue(name.Epoch, out var init) ? [init] : null,
        MediaKind.Segment => window.Find(name.MediaSequence) is { IsWhole: true } segment ? [.. segment.Parts.Select(part => part.Bytes)] : null,
        MediaKind.Part => window.Find(name.MediaSequence) is { } segment && name.PartIndex < segment.Parts.Length ? [segment.Parts[name.PartIndex].Bytes] : null,
        _ => null,
    };
}
