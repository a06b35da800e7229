namespace Kubrick.Contracts.Logs;

/// <summary>
/// The headers of a record in the part log. A reader keeps the first <see cref="PartKind.Part"/> it saw of every media sequence and index, and never puts parts of two
/// runs (<see cref="Run"/>) into one segment.
/// </summary>
/// <param name="Kind">What the record is.</param>
/// <param name="Epoch">The epoch whose initialisation section belongs to it.</param>
/// <param name="MediaSequence">The segment's media sequence number, from 0 (RFC 8216, 4.3.3.2). At the end: that of the last segment, or -1 where there is none.</param>
/// <param name="PartIndex">A part's number in its segment, from 0; with <see cref="PartKind.Segment"/> how many parts it has; else 0.</param>
/// <param name="StartUs">When it starts, in µs on the stream's own time line.</param>
/// <param name="DurationUs">How long it lasts, in µs.</param>
/// <param name="IsIndependent">Whether it has a keyframe: a segment at its start, and a part as a rule, too.</param>
/// <param name="IsDiscontinuity">Whether the time line or the encoding begins anew with this segment (<c>EXT-X-DISCONTINUITY</c>).</param>
/// <param name="ProgramTime">The publisher's clock at the start, in UTC (<c>EXT-X-PROGRAM-DATE-TIME</c>).</param>
/// <param name="Bytes">The segment's or part's size in bytes.</param>
public sealed record PartHeader(
    PartKind Kind,
    int Epoch,
    long MediaSequence,
    int PartIndex,
    long StartUs,
    long DurationUs,
    bool IsIndependent,
    bool IsDiscontinuity,
    DateTimeOffset ProgramTime,
    long Bytes)
{
    private const int MostRunCharacters = 64;
    private const long MostPartTargetUs = 60_000_000;

    /// <summary>
    /// How many discontinuities the stream had up to and with this segment (<c>EXT-X-DISCONTINUITY-SEQUENCE</c>); on <see cref="PartKind.Part"/>. Only the worker has seen
    /// them all. Null where an older one wrote the record.
    /// </summary>
    public int? Discontinuities { get; init; }

    /// <summary>No part of the stream is meant to be longer, in µs (<c>PART-TARGET</c>); on <see cref="PartKind.Part"/>. Null where an older worker wrote the record.</summary>
    public long? PartTargetUs { get; init; }

    /// <summary>Whose record it is: opaque, another one for every worker that takes the stream. Null where an older worker wrote the record.</summary>
    public string? Run { get; init; }

    /// <summary>The headers as the broker takes them.</summary>
    public Dictionary<string, object?> ToHeaders()
    {
        var headers = new Dictionary<string, object?>
        {
            ["kind"] = HeaderText.Of(Kind),
            ["epoch"] = Epoch,
            ["media-sequence"] = MediaSequence,
            ["part-index"] = PartIndex,
            ["start-us"] = StartUs,
            ["duration-us"] = DurationUs,
            ["independent"] = IsIndependent,
            ["discontinuity"] = IsDiscontinuity,
            ["program-time"] = ProgramTime.ToUnixTimeMilliseconds(),
            ["bytes"] = Bytes,
        };
        Add(headers, "discontinuities", Discontinuities);
        Add(headers, "run", Run);
        Add(headers, "part-target-us", PartTargetUs);
        return headers;
    }

    /// <summary>Reads headers back; null where they are none of a part.</summary>
    public static PartHeader? Read(IReadOnlyDictionary<string, object?> headers) =>
        HeaderText.Enum<PartKind>(headers, "kind") is { } kind
        && HeaderText.Number(headers, "epoch") is >= 0 and <= int.MaxValue and { } epoch
        && HeaderText.Number(headers, "media-sequence") is >= -1 and { } mediaSequence
        && HeaderText.Number(headers, "part-index") is >= 0 and <= int.MaxValue and { } partIndex
        && HeaderText.Number(headers, "start-us") is { } startUs
        && HeaderText.Number(headers, "duration-us") is >= 0 and { } durationUs
        && HeaderText.Flag(headers, "independent") is { } isIndependent
        && HeaderText.Flag(headers, "discontinuity") is { } isDiscontinuity
        && HeaderText.Time(headers, "program-time") is { } programTime
        && HeaderText.Number(headers, "bytes") is >= 0 and { } bytes
            ? new PartHeader(kind, (int)epoch, mediaSequence, (int)partIndex, startUs, durationUs, isIndependent, isDiscontinuity, programTime, bytes)
            {
                Discontinuities = HeaderText.Number(headers, "discontinuities") is >= 0 and <= int.MaxValue and { } discontinuities ? (int)discontinuities : null,
                PartTargetUs = HeaderText.Number(headers, "part-target-us") is > 0 and <= MostPartTargetUs and { } target ? target : null,
                Run = HeaderText.Text(headers, "run") is { Length: > 0 and <= MostRunCharacters } run ? run : null,
            }
            : null;

    private static void Add(Dictionary<string, object?> headers, string key, object? value)
    {
        if (value is not null)
        {
            headers[key] = value;
        }
    }
}
