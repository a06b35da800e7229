using Kubrick.Contracts.Streams;

namespace Kubrick.Contracts.Logs;

/// <summary>
/// The headers of a record in the chunk log; its body is the recorder's bytes. Only the owner of the publisher's lease appends. A publisher that lost the broker's confirm
/// appends a record again: a reader drops a <see cref="ChunkKind.Data"/> record whose sequence it has seen.
/// </summary>
/// <param name="Kind">What the record is.</param>
/// <param name="Sequence">
/// <see cref="ChunkKind.Data"/>: the frame's number in the recording, from 0, without a gap. <see cref="ChunkKind.End"/>: the number that the next frame would have.
/// <see cref="ChunkKind.Claim"/> and <see cref="ChunkKind.Probe"/>: 0, because the writer does not know the log's end yet. <see cref="ChunkKind.Lost"/>: 0.
/// </param>
/// <param name="Epoch">From 0; incremented when the browser starts a new container. The bytes of an epoch are one container.</param>
/// <param name="PublishedAt">When Ingest received it, in UTC, to the millisecond.</param>
/// <param name="Reason">Why the stream is over; on <see cref="ChunkKind.End"/> only.</param>
/// <param name="IsAnnounced">On <see cref="ChunkKind.Claim"/> and <see cref="ChunkKind.Probe"/> only: a worker was requested and the stream's start was published.</param>
public sealed record ChunkHeader(
    ChunkKind Kind, long Sequence, int Epoch, DateTimeOffset PublishedAt, StreamEndReason? Reason = null, bool IsAnnounced = false)
{
    private const string KindKey = "kind";
    private const string SequenceKey = "sequence";
    private const string EpochKey = "epoch";
    private const string TimeKey = "published-at";
    private const string ReasonKey = "reason";
    private const string AnnouncedKey = "announced";
    private const string LossKindKey = "loss-kind";
    private const string LossCountKey = "loss-count";

    /// <summary>What was lost; on <see cref="ChunkKind.Lost"/> only. A record that is in the log twice is equal in every header.</summary>
    public StreamLoss? Loss { get; init; }

    /// <summary>The header of a <see cref="ChunkKind.Claim"/>.</summary>
    public static ChunkHeader Claim(DateTimeOffset now, bool isAnnounced = false) => new(ChunkKind.Claim, 0, 0, now, IsAnnounced: isAnnounced);

    /// <summary>The header of a <see cref="ChunkKind.Probe"/>.</summary>
    public static ChunkHeader Probe(DateTimeOffset now, bool isAnnounced = false) => new(ChunkKind.Probe, 0, 0, now, IsAnnounced: isAnnounced);

    /// <summary>The header of a <see cref="ChunkKind.End"/>.</summary>
    /// <param name="nextSequence">The number that the next frame would have.</param>
    /// <param name="epoch">The epoch of the last frame.</param>
    /// <param name="now">The time, in UTC.</param>
    /// <param name="reason">Why the stream is over.</param>
    public static ChunkHeader End(long nextSequence, int epoch, DateTimeOffset now, StreamEndReason reason) => new(ChunkKind.End, nextSequence, epoch, now, reason);

    /// <summary>The header of a <see cref="ChunkKind.Lost"/>.</summary>
    public static ChunkHeader Lost(StreamLoss loss, DateTimeOffset now) => new(ChunkKind.Lost, 0, 0, now) { Loss = loss };

    /// <summary>The headers in AMQP's form.</summary>
    public Dictionary<string, object?> ToHeaders()
    {
        var headers = new Dictionary<string, object?>
        {
            [KindKey] = HeaderText.Of(Kind),
            [SequenceKey] = Sequence,
            [EpochKey] = Epoch,
            [TimeKey] = PublishedAt.ToUnixTimeMilliseconds(),
        };
        if (Reason is { } reason)
        {
            headers[ReasonKey] = HeaderText.Of(reason);
        }

        if (IsAnnounced)
        {
            headers[AnnouncedKey] = true;
        }

        if (Loss is { } loss)
        {
            headers[LossKindKey] = loss.Kind;
            headers[LossCountKey] = loss.Count;
        }

        return headers;
    }

    /// <summary>Parses headers; null when they are not a chunk's.</summary>
    public static ChunkHeader? Read(IReadOnlyDictionary<string, object?> headers) =>
        HeaderText.Enum<ChunkKind>(headers, KindKey) is { } kind
        && HeaderText.Number(headers, SequenceKey) is >= 0 and { } sequence
        && HeaderText.Number(headers, EpochKey) is >= 0 and <= int.MaxValue and { } epoch
        && HeaderText.Time(headers, TimeKey) is { } publishedAt
            ? new ChunkHeader(kind, sequence, (int)epoch, publishedAt, HeaderText.Enum<StreamEndReason>(headers, ReasonKey), HeaderText.Flag(headers, AnnouncedKey) == true) { Loss = ReadLoss(headers) }
            : null;

    private static StreamLoss? ReadLoss(IReadOnlyDictionary<string, object?> headers) =>
        HeaderText.Text(headers, LossKindKey) is { Length: > 0 } kind && HeaderText.Number(headers, LossCountKey) is > 0 and { } count ? new StreamLoss(kind, count) : null;
}
