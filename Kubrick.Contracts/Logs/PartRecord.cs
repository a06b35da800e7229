namespace Kubrick.Contracts.Logs;

/// <summary>
/// The headers of a record in the part log: one type for each kind. A reader keeps the first <see cref="PartAppended"/> of every media sequence and index, and never joins
/// parts of two runs (<see cref="Run"/>) in one segment.
/// </summary>
public abstract record PartRecord
{
    private const int MaxRunCharacters = 64;
    private const string Claimed = "claim";
    private const string Init = "init";
    private const string Part = "part";
    private const string Segment = "segment";
    private const string Stored = "stored";
    private const string End = "end";

    private protected const string InitNumberKey = "epoch";

    private protected PartRecord()
    {
    }

    /// <summary>The media sequence number of the record's segment, from 0 (RFC 8216, 4.3.3.2); -1 where there is no segment.</summary>
    public long MediaSequence { get; init; } = -1;

    /// <summary>Identifies the worker that wrote the record: opaque, new for every worker that takes the stream. Null in records of older workers.</summary>
    public string? Run { get; init; }

    private string Kind => this switch
    {
        PartLogClaimed => Claimed,
        InitAppended => Init,
        PartAppended => Part,
        SegmentClosed => Segment,
        SegmentStored => Stored,
        _ => End,
    };

    /// <summary>The headers in AMQP's form.</summary>
    public Dictionary<string, object?> ToHeaders()
    {
        var headers = new Dictionary<string, object?> { ["kind"] = Kind, ["media-sequence"] = MediaSequence };
        Add(headers, "run", Run);
        AddTo(headers);
        return headers;
    }

    /// <summary>Parses headers; null when they are not a part record's.</summary>
    public static PartRecord? Read(IReadOnlyDictionary<string, object?> headers)
    {
        if (HeaderText.Number(headers, "media-sequence") is not (>= -1 and { } mediaSequence))
        {
            return null;
        }

        PartRecord? record = HeaderText.Text(headers, "kind") switch
        {
            Claimed => new PartLogClaimed(),
            Init => InitAppended.ReadInit(headers),
            Part => PartAppended.ReadPart(headers),
            Segment => SegmentClosed.ReadSegment(headers),
            Stored => new SegmentStored(),
            End => new PartLogEnded(),
            _ => null,
        };
        return record is null ? null : record with
        {
            MediaSequence = mediaSequence,
            Run = HeaderText.Text(headers, "run") is { Length: > 0 and <= MaxRunCharacters } run ? run : null,
        };
    }

    private protected virtual void AddTo(Dictionary<string, object?> headers)
    {
    }

    private protected static void Add(Dictionary<string, object?> headers, string key, object? value)
    {
        if (value is not null)
        {
            headers[key] = value;
        }
    }

    private protected static int? Count(IReadOnlyDictionary<string, object?> headers, string key) =>
        HeaderText.Number(headers, key) is >= 0 and <= int.MaxValue and { } value ? (int)value : null;
}

/// <summary>A worker took the stream: the records before this one are all that its predecessors published. It has no body and no segment.</summary>
public sealed record PartLogClaimed : PartRecord;

/// <summary>
/// An initialisation section (<c>ftyp</c> and <c>moov</c>) is the body; repeated at the start of every segment, for readers that join late.
/// </summary>
public sealed record InitAppended : PartRecord
{
    /// <summary>The number in the section's name. (<see cref="ChunkHeader.Epoch"/> counts the recorder's containers.)</summary>
    public required int InitNumber { get; init; }

    internal static InitAppended? ReadInit(IReadOnlyDictionary<string, object?> headers) =>
        Count(headers, InitNumberKey) is { } number ? new() { InitNumber = number } : null;

    private protected override void AddTo(Dictionary<string, object?> headers) => headers[InitNumberKey] = InitNumber;
}

/// <summary>A stretch of media on the stream's time line.</summary>
public abstract record MediaRecord : PartRecord
{
    private protected MediaRecord()
    {
    }

    /// <summary>The number of the initialisation section that belongs to it.</summary>
    public int InitNumber { get; init; }

    /// <summary>When it starts, in µs on the stream's own time line.</summary>
    public long StartUs { get; init; }

    /// <summary>How long it lasts, in µs.</summary>
    public long DurationUs { get; init; }

    /// <summary>Whether it has a keyframe: a segment at its start, and as a rule a part, too.</summary>
    public bool IsIndependent { get; init; }

    /// <summary>Whether the time line or the encoding restarts with this segment (<c>EXT-X-DISCONTINUITY</c>).</summary>
    public bool IsDiscontinuity { get; init; }

    /// <summary>The publisher's clock at the start, in UTC (<c>EXT-X-PROGRAM-DATE-TIME</c>).</summary>
    public DateTimeOffset ProgramTime { get; init; }

    private protected static T? ReadMedia<T>(T? record, IReadOnlyDictionary<string, object?> headers)
        where T : MediaRecord =>
        record is not null
        && Count(headers, InitNumberKey) is { } initNumber
        && HeaderText.Number(headers, "start-us") is { } startUs
        && HeaderText.Number(headers, "duration-us") is >= 0 and { } durationUs
        && HeaderText.Flag(headers, "independent") is { } isIndependent
        && HeaderText.Flag(headers, "discontinuity") is { } isDiscontinuity
        && HeaderText.Time(headers, "program-time") is { } programTime
            ? record with
            {
                InitNumber = initNumber,
                StartUs = startUs,
                DurationUs = durationUs,
                IsIndependent = isIndependent,
                IsDiscontinuity = isDiscontinuity,
                ProgramTime = programTime,
            }
            : null;

    private protected override void AddTo(Dictionary<string, object?> headers)
    {
        headers[InitNumberKey] = InitNumber;
        headers["start-us"] = StartUs;
        headers["duration-us"] = DurationUs;
        headers["independent"] = IsIndependent;
        headers["discontinuity"] = IsDiscontinuity;
        headers["program-time"] = ProgramTime.ToUnixTimeMilliseconds();
    }
}

/// <summary>One part: a whole <c>moof</c> and <c>mdat</c> is the body.</summary>
public sealed record PartAppended : MediaRecord
{
    private const long MaxPartTargetUs = 60_000_000;

    /// <summary>The part's number in its segment, from 0.</summary>
    public required int PartIndex { get; init; }

    /// <summary>
    /// How many discontinuities the stream had up to and including this segment (<c>EXT-X-DISCONTINUITY-SEQUENCE</c>); only the worker has seen them all. Null in records
    /// of older workers.
    /// </summary>
    public int? Discontinuities { get; init; }

    /// <summary>The upper bound of the stream's part durations, in µs (<c>PART-TARGET</c>). Null in records of older workers.</summary>
    public long? PartTargetUs { get; init; }

    internal static PartAppended? ReadPart(IReadOnlyDictionary<string, object?> headers) =>
        ReadMedia(Count(headers, "part-index") is { } index ? new PartAppended { PartIndex = index } : null, headers) is { } part
            ? part with
            {
                Discontinuities = Count(headers, "discontinuities"),
                PartTargetUs = HeaderText.Number(headers, "part-target-us") is > 0 and <= MaxPartTargetUs and { } target ? target : null,
            }
            : null;

    private protected override void AddTo(Dictionary<string, object?> headers)
    {
        base.AddTo(headers);
        headers["part-index"] = PartIndex;
        Add(headers, "discontinuities", Discontinuities);
        Add(headers, "part-target-us", PartTargetUs);
    }
}

/// <summary>The parts of a segment are complete. The body is the point where another worker can resume, for workers only.</summary>
public sealed record SegmentClosed : MediaRecord
{
    /// <summary>How many parts the segment has.</summary>
    public required int PartCount { get; init; }

    /// <summary>The segment's size, in bytes.</summary>
    public required long Bytes { get; init; }

    internal static SegmentClosed? ReadSegment(IReadOnlyDictionary<string, object?> headers) => ReadMedia(
        Count(headers, "part-count") is { } parts && HeaderText.Number(headers, "bytes") is >= 0 and { } bytes ? new SegmentClosed { PartCount = parts, Bytes = bytes } : null,
        headers);

    private protected override void AddTo(Dictionary<string, object?> headers)
    {
        base.AddTo(headers);
        headers["part-count"] = PartCount;
        headers["bytes"] = Bytes;
    }
}

/// <summary>A segment is in the storage. It has no body.</summary>
public sealed record SegmentStored : PartRecord;

/// <summary>The last segment (<see cref="PartRecord.MediaSequence"/>) and the playlist of the whole stream are in the storage. It has no body.</summary>
public sealed record PartLogEnded : PartRecord;
