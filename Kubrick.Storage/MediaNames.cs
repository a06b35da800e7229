using Kubrick.Storage.Keys;

namespace Kubrick.Storage;

/// <summary>
/// The names of a stream's media, in playlists and after the stream's prefix, with the patterns of the settings (<c>docs/storage.md</c>). Parts are
/// never stored: only Playback's live window serves them.
/// </summary>
public sealed class MediaNames
{
    private readonly KeyPattern init;
    private readonly KeyPattern segment;
    private readonly KeyPattern transportSegment;
    private readonly KeyPattern part;

    /// <summary>Uses the patterns of some settings.</summary>
    /// <exception cref="FormatException">A pattern is wrong.</exception>
    public MediaNames(StorageKeyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        init = options.InitPattern;
        segment = options.SegmentPattern;
        transportSegment = options.TransportSegmentPattern;
        part = options.PartPattern;
        LongestName = new[] { init, segment, transportSegment, part }.Max(pattern => pattern.Longest.Length);
    }

    /// <summary>The length of the longest name.</summary>
    public int LongestName { get; }

    /// <summary>An initialisation section: <c>init_{epoch}.mp4</c> by default.</summary>
    public string Init(int initNumber) => init.Write((long)initNumber);

    /// <summary>A segment of fragmented MP4: <c>segment_{number:00000}.m4s</c> by default.</summary>
    public string Segment(long mediaSequence) => segment.Write(mediaSequence);

    /// <summary>A segment of MPEG-TS: <c>segment_{number:00000}.ts</c> by default.</summary>
    public string TransportSegment(long mediaSequence) => transportSegment.Write(mediaSequence);

    /// <summary>A part of a segment: <c>segment_{number:00000}.{part}.m4s</c> by default; parts are counted from 0.</summary>
    public string Part(long mediaSequence, int partIndex) => part.Write(mediaSequence, (long)partIndex);

    /// <summary>Reads a name; null for a name that the packager never writes.</summary>
    public MediaName? Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // At most one pattern matches: settings under which two kinds could share a name are refused.
        return segment.ReadNumbers(name) is [var number] ? new MediaName(MediaKind.Segment, -1, number, -1)
            : part.ReadNumbers(name) is [var partOf, var index] ? new MediaName(MediaKind.Part, -1, partOf, (int)index)
            : transportSegment.ReadNumbers(name) is [var transport] ? new MediaName(MediaKind.TransportSegment, -1, transport, -1)
            : init.ReadNumbers(name) is [var initNumber] ? new MediaName(MediaKind.Init, (int)initNumber, -1, -1)
            : null;
    }
}
