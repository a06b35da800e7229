using Kubrick.Storage.Keys;

namespace Kubrick.Storage;

/// <summary>
/// The names of a stream's media, in playlists and behind the stream's prefix, by the patterns of the settings (<c>docs/storage.md</c>). Parts are never stored: only
/// Playback's live window serves them.
/// </summary>
public sealed class MediaNames
{
    private readonly KeyPattern init;
    private readonly KeyPattern segment;
    private readonly KeyPattern transportSegment;
    private readonly KeyPattern part;

    /// <summary>The names by some patterns.</summary>
    /// <exception cref="FormatException">A pattern is wrong.</exception>
    public MediaNames(StorageKeyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        init = KeyRule.Init.Parse(options.Init);
        segment = KeyRule.Segment.Parse(options.Segment);
        transportSegment = KeyRule.TransportSegment.Parse(options.TransportSegment);
        part = KeyRule.Part.Parse(options.Part);
        LongestName = new[] { init, segment, transportSegment, part }.Max(pattern => pattern.LongestLength);
    }

    /// <summary>No name is longer.</summary>
    public int LongestName { get; }

    /// <summary>The initialisation section of an epoch: <c>init_{epoch}.mp4</c> by default.</summary>
    public string Init(int epoch) => init.Write(new KeyValues { Epoch = epoch });

    /// <summary>A segment of fragmented MP4: <c>segment_{number:00000}.m4s</c> by default.</summary>
    public string Segment(long mediaSequence) => segment.Write(new KeyValues { Number = mediaSequence });

    /// <summary>A segment of MPEG-TS: <c>segment_{number:00000}.ts</c> by default.</summary>
    public string TransportSegment(long mediaSequence) => transportSegment.Write(new KeyValues { Number = mediaSequence });

    /// <summary>A part of a segment: <c>segment_{number:00000}.{part}.m4s</c> by default, the part counted from 0.</summary>
    public string Part(long mediaSequence, int partIndex) => part.Write(new KeyValues { Number = mediaSequence, Part = partIndex });

    /// <summary>What a name stands for; null for a name that the packager never writes.</summary>
    public MediaName? Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // No name is of two kinds: the settings are refused otherwise.
        return segment.TryRead(name, out var read) ? new MediaName(MediaKind.Segment, -1, read.Number, -1)
            : part.TryRead(name, out read) ? new MediaName(MediaKind.Part, -1, read.Number, (int)read.Part)
            : transportSegment.TryRead(name, out read) ? new MediaName(MediaKind.TransportSegment, -1, read.Number, -1)
            : init.TryRead(name, out read) ? new MediaName(MediaKind.Init, (int)read.Epoch, -1, -1)
            : null;
    }
}
