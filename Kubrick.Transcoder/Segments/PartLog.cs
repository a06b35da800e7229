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

    /// <summary>Whose records these are.</summary>
    public string Run { get; } = Guid.NewGuid().ToString("N");

    /// <summary>This worker has the stream from here on; answers when the broker has it.</summary>
    public async Task BeginAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        await WhenDurableAsync(await AppendAsync(new PartHeader(PartKind.Open, 0, -1, 0, 0, 0, false, false, now, 0), default, cancellationToken), cancellationToken);

    /// <summary>Waits until a record is durable.</summary>
    public Task WhenDurableAsync(long record, CancellationToken cancellationToken) => writer.WhenConfirmedAsync(record, cancellationToken);

    /// <summary>The initialisation section that the segment's parts need; at the start of every segment.</summary>
    public ValueTask<long> InitAsync(EpochTimeline timeline, PartReady first, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        AppendAsync(Header(PartKind.Init, timeline, first, bytes.Length) with { PartIndex = 0, DurationUs = 0 }, bytes, cancellationToken);

    /// <summary>A part.</summary>
    /// <param name="timeline">The times it is told in.</param>
    /// <param name="part">The part.</param>
    /// <param name="discontinuities">How many discontinuities the stream had up to and with its segment.</param>
    /// <param name="targetUs">No part is meant to be longer, in µs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<long> PartAsync(EpochTimeline timeline, PartReady part, int discontinuities, long targetUs, CancellationToken cancellationToken)
    {
        var header = Header(PartKind.Part, timeline, part, part.Bytes.Length) with { Discontinuities = discontinuities, PartTargetUs = targetUs };
        return AppendAsync(header, part.Bytes, cancellationToken);
    }

    /// <summary>A segment's parts are complete.</summary>
    /// <param name="timeline">The times it is told in.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="parts">How many parts it has.</param>
    /// <param name="resume">Where the next one begins; null where that is not known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<long> SegmentAsync(EpochTimeline timeline, SegmentReady segment, int parts, ResumePoint? resume, CancellationToken cancellationToken) =>
        AppendAsync(Header(PartKind.Segment, timeline, segment, parts), resume is null ? default : CheckpointJson.Write(resume), cancellationToken);

    /// <summary>A segment is in the storage.</summary>
    public ValueTask<long> StoredAsync(EpochTimeline timeline, SegmentReady segment, CancellationToken cancellationToken) =>
        AppendAsync(Header(PartKind.Stored, timeline, segment, 0), default, cancellationToken);

    /// <summary>Everything is in the storage; answers when the broker has it.</summary>
    public async Task EndAsync(PlaylistSegment? last, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var header = new PartHeader(PartKind.End, last?.Epoch ?? 0, last?.MediaSequence ?? -1, 0, 0, 0, false, false, last?.ProgramTime ?? now, 0);
        await WhenDurableAsync(await AppendAsync(header, default, cancellationToken), cancellationToken);
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
        writer.AppendAsync((header with { Run = Run }).ToHeaders(), bytes, cancellationToken);
}
