using Kubrick.Contracts.Logs;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Packaging;

namespace Kubrick.Transcoder.Segments;

/// <summary>Appends to a stream's part log, which viewers' servers read.</summary>
internal sealed class PartLogWriter(StreamLogWriter writer) : IAsyncDisposable
{
    /// <summary>About so much is kept; files of the log go one by one.</summary>
    private static readonly StreamLogRetention Retention = new(64 << 20, 8 << 20);

    /// <summary>Makes the log where there is none, and opens it.</summary>
    public static async Task<PartLogWriter> OpenAsync(StreamLogClient logs, string recordingId, CancellationToken cancellationToken)
    {
        var name = LogNames.PartLog(recordingId);
        await logs.DeclareAsync(name, Retention, cancellationToken);
        return new PartLogWriter(await logs.OpenWriterAsync(name, StreamLogWindow.Default, cancellationToken));
    }

    /// <summary>Whose records these are.</summary>
    public string Run { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Claims the log for this worker, and returns what others wrote before.</summary>
    public IAsyncEnumerable<StreamLogRecord> ClaimAsync(StreamLogClient logs, CancellationToken cancellationToken) =>
        logs.ReadToOwnRecordAsync(writer, new PartLogClaimed { Run = Run }.ToHeaders(), StreamLogStart.First, 64, cancellationToken);

    /// <summary>Waits until a record is durable.</summary>
    public Task WhenDurableAsync(long record, CancellationToken cancellationToken) => writer.WhenConfirmedAsync(record, cancellationToken);

    /// <summary>The initialisation section that the segment's parts need; at the start of every segment.</summary>
    public ValueTask<long> InitAsync(EpochTimeline timeline, PartReady first, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        AppendAsync(new InitAppended { MediaSequence = first.MediaSequence, Epoch = timeline.Epoch }, bytes, cancellationToken);

    /// <summary>A part.</summary>
    /// <param name="timeline">The times it is told in.</param>
    /// <param name="part">The part.</param>
    /// <param name="discontinuities">How many discontinuities the stream had up to and with its segment.</param>
    /// <param name="targetUs">No part is meant to be longer, in µs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<long> PartAsync(EpochTimeline timeline, PartReady part, int discontinuities, long targetUs, CancellationToken cancellationToken)
    {
        var record = new PartAppended
        {
            MediaSequence = part.MediaSequence,
            PartIndex = part.PartIndex,
            Epoch = timeline.Epoch,
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

    /// <summary>A segment's parts are complete.</summary>
    /// <param name="timeline">The times it is told in.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="parts">How many parts it has.</param>
    /// <param name="resume">Where the next one begins; null where that is not known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<long> SegmentAsync(EpochTimeline timeline, SegmentReady segment, int parts, ResumePoint? resume, CancellationToken cancellationToken)
    {
        var record = new SegmentClosed
        {
            MediaSequence = segment.MediaSequence,
            PartCount = parts,
            Epoch = timeline.Epoch,
            StartUs = timeline.BaseUs + segment.StartUs,
            DurationUs = segment.DurationUs,
            IsIndependent = segment.IsIndependent,
            IsDiscontinuity = segment.IsDiscontinuity,
            ProgramTime = timeline.ProgramTime(segment.StartUs),
            Bytes = segment.Length,
        };
        return AppendAsync(record, resume is null ? default : CheckpointJson.Write(resume), cancellationToken);
    }

    /// <summary>A segment is in the storage.</summary>
    public ValueTask<long> StoredAsync(SegmentReady segment, CancellationToken cancellationToken) =>
        AppendAsync(new SegmentStored { MediaSequence = segment.MediaSequence }, default, cancellationToken);

    /// <summary>Everything is in the storage; answers when the broker has it.</summary>
    public async Task EndAsync(PlaylistSegment? last, CancellationToken cancellationToken) =>
        await WhenDurableAsync(await AppendAsync(new PartLogEnded { MediaSequence = last?.MediaSequence ?? -1 }, default, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => writer.DisposeAsync();

    private ValueTask<long> AppendAsync(PartRecord record, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        writer.AppendAsync((record with { Run = Run }).ToHeaders(), bytes, cancellationToken);
}
