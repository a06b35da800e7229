namespace Kubrick.Transcoder.Media;

/// <summary>How far a stream's output is, over all runs of FFmpeg.</summary>
internal sealed class OutputState
{
    /// <summary>The number of the next segment.</summary>
    public long NextSequence { get; set; }

    /// <summary>How many of the segments before the next are discontinuities.</summary>
    public int Discontinuities { get; set; }

    /// <summary>Where the output of the container ends, on the container's time line in µs; null where there was none of it.</summary>
    public long? EndUs { get; set; }

    /// <summary>Where the output ends on the stream's own time line, in µs.</summary>
    public long StreamEndUs { get; set; }

    /// <summary>The number in the name of the newest initialisation section; -1 before the first.</summary>
    public int Epoch { get; set; } = -1;

    /// <summary>Up to which segment a worker before this one told viewers of parts; -1 where of none.</summary>
    public long Announced { get; init; } = -1;

    /// <summary>The initialisation sections that a worker before this one told viewers of, by the number in their names.</summary>
    public IReadOnlyDictionary<int, ReadOnlyMemory<byte>> AnnouncedInits { get; init; } = new Dictionary<int, ReadOnlyMemory<byte>>();

    /// <summary>The newest initialisation section.</summary>
    public byte[]? Init { get; set; }

    /// <summary>How many parts or segments were made, to see whether a run got on.</summary>
    public long Made { get; set; }
}
