using Kubrick.Contracts.Logs;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Packaging;

namespace Kubrick.Transcoder.Segments;

/// <summary>Appends to a stream's part log, which Playback reads.</summary>
internal sealed class PartLogWriter(StreamLogWriter writer) : IAsyncDisposable
{
    /// <summary>The log keeps at least the first amount, and is truncated by the second.</summary>
    private static readonly StreamLogRetention Retention = new(64 << 20, 8 << 20);

    /// <summary>Opens the log; creates it when there is none.</summary>
    public static async Task<PartLogWriter> OpenAsync(StreamLogClient logs, string recordingId, CancellationToken cancellationToken)
    {
        var name = LogNames.PartLog(recordingId);
        await logs.DeclareAsync(name, Retention, cancellationToken);
        return new PartLogWriter(await logs.OpenWriterAsync(name, StreamLogWindow.Default, cancellationToken));
    }

    /// <summary>Identifies this writer's records.</summary>
    public string Run { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Claims the log for this worker; returns what previous workers wrote.</summary>
    public IAsyncEnumerable<StreamLogRecord> ClaimAsync(StreamLogClient logs, CancellationToken cancellationToken) =>
        logs.ReadToOwnRecordAsync(writer, new PartLogClaimed { Run = Run }.ToHeaders(), StreamLogStart.First, 64, cancellationToken);

    /// <summary>Waits until a record is durable.</summary>
    public Task WhenDurableAsync(long record, CancellationToken cancellationToken) => writer.WhenConfirmedAsync(record, cancellationToken);

    /// <summary>Appends the initialisation section that a segment's parts need, at the start of every segment.</summary>
    public ValueTask<long> InitAsync(EpochTimeline timeline, PartReady first, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        AppendAsync(new InitAppended { MediaSequence = first.MediaSequence, InitNumber = timeline.InitNumber }, bytes, cancellationToken);

    /// <summary>Appends a part.</summary>
    /// <param name="timeline">Maps its times to the stream's.</param>
    /// <param name="part">The part.</param>
    /// <param name="discontinuities">How many discontinuities the stream had up to and including its segment.</param>
    /// <param name="targetUs">The upper bound of part durations, in µs.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public ValueTask<long> PartAsync(EpochTimeline timeline, PartReady part, int discontinuities, long targetUs, CancellationToken cancellationToken)
    {
        var record = new PartAppended
        {
            MediaSequence = part.MediaSequence,
            PartIndex = part.PartIndex,
            InitNumber = timeline.InitNumber,
            StartUs = timeline.BaseUs + part.StartUs,
            DurationUs = part.DurationUs,
            IsIndependent = part.IsIndependent,
            IsDiscontinuity = part.IsDiscontinuity,
            ProgramTime = timeline.ProgramTime(part.StartUs),
            Discontinuities = discontinuities,
            PartTargetUs = targetUs,
        };
        return AppendAsync(record, part.Bytes, cancellationToken);
    }

    /// <summary>Reports that a segment's parts are complete.</summary>
    /// <param name="timeline">Maps its times to the stream's.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="parts">How many parts it has.</param>
    /// <param name="resume">Where the next one starts; null when that is not known.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public ValueTask<long> SegmentAsync(EpochTimeline timeline, SegmentReady segment, int parts, ResumePoint? resume, CancellationToken cancellationToken)
    {
        var record = new SegmentClosed
        {
            MediaSequence = segment.MediaSequence,
            PartCount = parts,
            InitNumber = timeline.InitNumber,
            StartUs = timeline.BaseUs + segment.StartUs,
            DurationUs = segment.DurationUs,
            IsIndependent = segment.IsIndependent,
            IsDiscontinuity = segment.IsDiscontinuity,
            ProgramTime = timeline.ProgramTime(segment.StartUs),
            Bytes = segment.Length,
        };
        return AppendAsync(record, resume is null ? default : CheckpointJson.Write(resume), cancellationToken);
    }

    /// <summary>Reports that a segment is in the storage.</summary>
    public ValueTask<long> StoredAsync(SegmentReady segment, CancellationToken cancellationToken) =>
        AppendAsync(new SegmentStored { MediaSequence = segment.MediaSequence }, default, cancellationToken);

    /// <summary>Reports that everything is in the storage; returns when the broker has confirmed the record.</summary>
    public async Task EndAsync(PlaylistSegment? last, CancellationToken cancellationToken) =>
        await WhenDurableAsync(await AppendAsync(new PartLogEnded { MediaSequence = last?.MediaSequence ?? -1 }, default, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => writer.DisposeAsync();

    private ValueTask<long> AppendAsync(PartRecord record, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        writer.AppendAsync((record with { Run = Run }).ToHeaders(), bytes, cancellationToken);
}
