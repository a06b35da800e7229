using Kubrick.Contracts.Logs;
using Kubrick.ServiceDefaults.Logs;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Packaging;

namespace Kubrick.Transcoder.Segments;

/// <summary>Appends to a stream's part log, which viewers' servers read.</summary>
internal sealed class PartLog(StreamLogWriter writer) : IAsyncDisposable
{
    /// <summary>About so much is kept; files of the log go one by one.</summary>
    private static readonly StreamLogRetention Retention = new(64 << 20, 8 << 20);

    /// <summary>Makes the log where there is none, and opens it.</summary>
    public static async Task<PartLog> OpenAsync(StreamLogs logs, string recordingId, CancellationToken cancellationToken)
    {
        var name = LogNames.PartLog(recordingId);
        await logs.DeclareAsync(name, Retention, cancellationToken);
        return new PartLog(await logs.OpenWriterAsync(name, StreamLogWindow.Default, cancellationToken));
    }

    /// <summary>The initialisation section that the segment's parts need; at the start of every segment.</summary>
    public ValueTask<long> InitAsync(EpochTimeline timeline, PartReady first, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        AppendAsync(Header(PartKind.Init, timeline, first, bytes.Length) with { PartIndex = 0, DurationUs = 0 }, bytes, cancellationToken);

    /// <summary>A part.</summary>
    /// <param name="timeline">The times it is told in.</param>
    /// <param name="part">The part.</param>
    /// <param name="discontinuities">How many discontinuities the stream had up to and with its segment.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<long> PartAsync(EpochTimeline timeline, PartReady part, int discontinuities, CancellationToken cancellationToken) =>
        AppendAsync(Header(PartKind.Part, timeline, part, part.Bytes.Length) with { Discontinuities = discontinuities }, part.Bytes, cancellationToken);

    /// <summary>A segment's parts are complete.</summary>
    public ValueTask<long> SegmentAsync(EpochTimeline timeline, SegmentReady segment, int parts, CancellationToken cancellationToken) =>
        AppendAsync(Header(PartKind.Segment, timeline, segment, parts), default, cancellationToken);

    /// <summary>A segment is in the storage.</summary>
    public ValueTask<long> StoredAsync(EpochTimeline timeline, SegmentReady segment, CancellationToken cancellationToken) =>
        AppendAsync(Header(PartKind.Stored, timeline, segment, 0), default, cancellationToken);

    /// <summary>Everything is in the storage; answers when the broker has it.</summary>
    public async Task EndAsync(PlaylistSegment? last, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var header = new PartHeader(PartKind.End, last?.Epoch ?? 0, last?.MediaSequence ?? -1, 0, 0, 0, false, false, last?.ProgramTime ?? now, 0);
        await writer.WhenConfirmedAsync(await AppendAsync(header, default, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => writer.DisposeAsync();

    private static PartHeader Header(PartKind kind, EpochTimeline timeline, PartReady part, long bytes) => new(
        kind,
        timeline.Epoch,
        part.MediaSequence,
        part.PartIndex,
        timeline.BaseUs + part.StartUs,
        part.DurationUs,
        part.IsIndependent,
        part.IsDiscontinuity,
        timeline.ProgramTime(part.StartUs),
        bytes);

    private static PartHeader Header(PartKind kind, EpochTimeline timeline, SegmentReady segment, int parts) => new(
        kind,
        timeline.Epoch,
        segment.MediaSequence,
        parts,
        timeline.BaseUs + segment.StartUs,
        segment.DurationUs,
        segment.IsIndependent,
        segment.IsDiscontinuity,
        timeline.ProgramTime(segment.StartUs),
        segment.Length);

    private ValueTask<long> AppendAsync(PartHeader header, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        writer.AppendAsync(header.ToHeaders(), bytes, cancellationToken);
}
