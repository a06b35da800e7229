namespace Kubrick.Transcoder.Media;

/// <summary>
/// How far a stream's output is, over all runs of FFmpeg. Only the task that reads FFmpeg's output writes it, and the transcoder between two runs; the stall watch reads
/// <see cref="EndUs"/> in the meantime.
/// </summary>
internal sealed class OutputState
{
    private const long None = long.MinValue;

    private long endUs = None;

    /// <summary>The number of the next segment.</summary>
    public long NextSequence { get; set; }

    /// <summary>How many of the segments before the next are discontinuities.</summary>
    public int Discontinuities { get; set; }

    /// <summary>Where the output of the current container ends, in µs on the container's timeline; null while it has none. Safe to read from other threads.</summary>
    public long? EndUs
    {
        get => Volatile.Read(ref endUs) is var end && end == None ? null : end;
        set => Volatile.Write(ref endUs, value ?? None);
    }

    /// <summary>Where the output ends on the stream's own timeline, in µs.</summary>
    public long StreamEndUs { get; set; }

    /// <summary>The number in the name of the newest initialisation section; -1 before the first.</summary>
    public int InitNumber { get; set; } = -1;

    /// <summary>The last segment of which a previous worker published parts; -1 for none.</summary>
    public long LastAnnounced { get; init; } = -1;

    /// <summary>The initialisation sections that previous workers published, by the number in their names.</summary>
    public IReadOnlyDictionary<int, ReadOnlyMemory<byte>> AnnouncedInits { get; init; } = new Dictionary<int, ReadOnlyMemory<byte>>();

    /// <summary>The newest initialisation section.</summary>
    public byte[]? Init { get; set; }

    /// <summary>How many parts and segments were made: shows whether a run made progress.</summary>
    public long OutputCount { get; set; }
}
