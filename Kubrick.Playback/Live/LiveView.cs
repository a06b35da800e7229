using System.Text;
using Kubrick.Playback.Playlists;
using Kubrick.Playback.Window;
using Kubrick.Storage;

namespace Kubrick.Playback.Live;

/// <summary>
/// What viewers see of a stream: a window and its playlist, which is written once, on first use, for all requests. After a gap in the log the newest window has
/// too little to play; until it has enough, viewers keep the window before the gap.
/// </summary>
internal sealed class LiveView
{
    /// <summary>How many segments another replica may be ahead of this one.</summary>
    private const int MaxSegmentsAhead = 2;

    private readonly int targetDuration;
    private readonly MediaNames names;
    private readonly Lazy<ReadOnlyMemory<byte>> playlist;

    private LiveView(LiveWindow window, LiveWindow newest, int targetDuration, MediaNames names, Lazy<ReadOnlyMemory<byte>>? playlist)
    {
        (Window, Newest, this.targetDuration, this.names) = (window, newest, targetDuration, names);
        this.playlist = playlist ?? new(() => Encoding.UTF8.GetBytes(PlaylistWriter.Write(window, targetDuration, names)));
    }

    /// <summary>The window that the playlist lists.</summary>
    public LiveWindow Window { get; }

    /// <summary>The window after the last record; the same as <see cref="Window"/>, except after a gap.</summary>
    public LiveWindow Newest { get; }

    /// <summary>Whether viewers see the window before a gap.</summary>
    public bool IsOutdated => !ReferenceEquals(Window, Newest);

    /// <summary>Media in memory, in bytes.</summary>
    public long Bytes => IsOutdated ? Window.Bytes + Newest.Bytes : Window.Bytes;

    public ReadOnlyMemory<byte> Playlist => playlist.Value;

    /// <summary><c>PART-TARGET</c>, in seconds.</summary>
    public double PartTarget => PlaylistWriter.PartTarget(Window);

    /// <summary>How long a request waits for media before it fails (RFC 8216bis, 6.2.5.2).</summary>
    public TimeSpan WaitTimeout => TimeSpan.FromSeconds(3 * PlaylistWriter.TargetDuration(Window, targetDuration));

    /// <param name="window">The window.</param>
    /// <param name="targetDuration">The configured <c>EXT-X-TARGETDURATION</c>, in seconds.</param>
    /// <param name="names">The names of media in the playlist.</param>
    public static LiveView Of(LiveWindow window, int targetDuration, MediaNames names) => new(window, window, targetDuration, names, null);

    /// <summary>The view after another record.</summary>
    /// <param name="newest">The window after that record.</param>
    /// <param name="playableSegments">Whole segments that make a window playable.</param>
    /// <param name="isMemoryLow">Whether an outdated window must release the bytes that it can.</param>
    public LiveView Advance(LiveWindow newest, int playableSegments, bool isMemoryLow)
    {
        if (newest.IsEnded || IsPlayable(newest, playableSegments) || !IsPlayable(Window, playableSegments))
        {
            return Of(newest, targetDuration, names);
        }

        return isMemoryLow
            ? new LiveView(Window.Shrink(), newest, targetDuration, names, null)
            : new LiveView(Window, newest, targetDuration, names, playlist);
    }

    /// <summary>Whether players can start: some reject a playlist without a whole segment.</summary>
    public bool IsPlayable(int segments) => IsPlayable(Window, segments);

    /// <summary>The bytes of media in memory; null where they are not in memory.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Find(MediaName name) => Find(Newest, name) ?? Find(Window, name);

    /// <summary>
    /// Whether media is about to appear: it is newer than everything in memory, and the preload hint (RFC 8216bis, 6.2.6) or a replica that is a few records ahead
    /// may have named it.
    /// </summary>
    public bool IsExpected(MediaName name) => IsNewer(Newest, name)
        && (name.Kind == MediaKind.Init ? name.InitNumber == Newest.Inits.Keys.Max() + 1 : name.MediaSequence <= Newest.Highest + MaxSegmentsAhead);

    /// <summary>Whether media is newer than everything in the playlist.</summary>
    public bool IsNewer(MediaName name) => IsNewer(Window, name);

    private static bool IsNewer(LiveWindow window, MediaName name)
    {
        var open = window.Segments is [.., { IsClosed: false } last] ? last : null;
        return !window.IsEnded && name.Kind switch
        {
            MediaKind.Init => !window.Inits.IsEmpty && name.InitNumber > window.Inits.Keys.Max(),
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
        MediaKind.Init => window.Inits.TryGetValue(name.InitNumber, out var init) ? [init] : null,
        MediaKind.Segment => window.Find(name.MediaSequence) is { IsWhole: true } segment ? [.. segment.Parts.Select(part => part.Bytes)] : null,
        MediaKind.Part => window.Find(name.MediaSequence) is { } segment && name.PartIndex < segment.Parts.Length ? [segment.Parts[name.PartIndex].Bytes] : null,
        _ => null,
    };
}
