namespace Kubrick.Contracts.Logs;

/// <summary>
/// The headers of a record in the chunk log; its body is the recorder's bytes. A record may stand in the log twice, after a publisher lost the
/// broker's confirm: a reader drops a <see cref="ChunkKind.Data"/> record whose sequence it has seen.
/// </summary>
/// <param name="Kind">What the record is.</param>
/// <param name="Sequence">
/// <see cref="ChunkKind.Data"/>: the frame's number in the recording, from 0, without a gap. <see cref="ChunkKind.End"/>: the number that the next frame would have.
/// <see cref="ChunkKind.Open"/>: nothing, 0; who writes it does not know yet what the log holds.
/// </param>
/// <param name="Epoch">Goes up, from 0, where the browser began a new container; the bytes of an epoch are one container.</param>
/// <param name="PublishedAt">When Ingest had it, in UTC, to the millisecond.</param>
/// <param name="Reason">Why the stream is over; only on <see cref="ChunkKind.End"/>.</param>
/// <param name="IsPassing">
/// Only on <see cref="ChunkKind.Open"/>: who wrote it publishes nothing (a start or a stop over HTTP, a worker that looks). It is no sign of a publisher.
/// </param>
public sealed record ChunkHeader(
    ChunkKind Kind, long Sequence, int Epoch, DateTimeOffset PublishedAt, StreamEndReason? Reason = null, bool IsPassing = false)
{
    private const string KindKey = "kind";
    private const string SequenceKey = "sequence";
    private const string EpochKey = "epoch";
    private const string TimeKey = "published-at";
    private const string ReasonKey = "reason";
    private const string PassingKey = "passing";

    /// <summary>The headers as the broker takes them.</summary>
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

        if (IsPassing)
        {
            headers[PassingKey] = true;
        }

        return headers;
    }

    /// <summary>Reads headers back; null where they are none of a chunk.</summary>
    public static ChunkHeader? Read(IReadOnlyDictionary<string, object?> headers) =>
        HeaderText.Enum<ChunkKind>(headers, KindKey) is { } kind
        && HeaderText.Number(headers, SequenceKey) is >= 0 and { } sequence
        && HeaderText.Number(headers, EpochKey) is >= 0 and <= int.MaxValue and { } epoch
        && HeaderText.Time(headers, TimeKey) is { } publishedAt
            ? new ChunkHeader(kind, sequence, (int)epoch, publishedAt, HeaderText.Enum<StreamEndReason>(headers, ReasonKey), HeaderText.Flag(headers, PassingKey) == true)
            : null;
}
