using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Packaging;
using Kubrick.Transcoder.Segments;

namespace Kubrick.Transcoder.Media;

/// <summary>Hands what the packager makes of one run's output to viewers and to the storage.</summary>
internal sealed partial class OutputWriter(MediaParts parts, MediaStart start, OutputState state, SourceInput input, FirstPart first)
{
    private readonly ILogger logger = parts.Logger;
    private readonly IPackager packager = parts.Rules.CreatePackager(new PackagerStart(
        state.NextSequence,
        start.Middle?.ExpectedStartUs,
        // A plain null would become an empty section, which is another one than FFmpeg's.
        start.Middle is null || state.Init is not { Length: > 0 } init ? (ReadOnlyMemory<byte>?)null : init,
        start.IsDiscontinuity));

    private EpochTimeline? timeline = start.Middle?.Timeline;
    private int partsOfSegment;

    /// <summary>Takes the next bytes of FFmpeg's output.</summary>
    /// <returns>What is wrong with them; null where nothing is.</returns>
    public ValueTask<string?> AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => HandAsync(packager.Append(bytes), cancellationToken);

    /// <summary>The output has ended.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken) => await HandAsync(packager.Complete(), cancellationToken);

    /// <summary>How the container's times become the stream's.</summary>
    public EpochTimeline Timeline()
    {
        if (timeline is null)
        {
            state.Epoch = Math.Max(state.Epoch, start.Epoch);
            timeline = new EpochTimeline(state.Epoch, start.BaseUs - (input.Tracker?.FirstFrameUs ?? 0), input.Tracker?.ProgramStart ?? parts.Time.GetUtcNow());
        }

        return timeline;
    }

    // Between segments only: within one the clock and the time line go together.
    private EpochTimeline Begin(long startUs) => timeline = Timeline().Corrected(input.Tracker?.ProgramStart, state.EndUs, startUs);

    private async ValueTask<string?> HandAsync(IReadOnlyList<PackagerOutput> outputs, CancellationToken cancellationToken)
    {
        foreach (var output in outputs)
        {
            switch (output)
            {
                case InitReady init:
                    await TakeAsync(init, cancellationToken);
                    break;
                case PartReady part:
                    first.Made();
                    await TakeAsync(part, cancellationToken);
                    break;
                case SegmentReady segment:
                    first.Made();
                    await TakeAsync(segment, cancellationToken);
                    break;
                case GapFound gap:
                    LogGap(parts.Job.RecordingId, gap.ExpectedUs, gap.ActualUs);
                    break;
                case OutputBroken broken:
                    return broken.Problem;
                default:
                    break;
            }
        }

        return null;
    }

    private async ValueTask TakeAsync(InitReady init, CancellationToken cancellationToken)
    {
        if (init.Change == InitChange.Same)
        {
            return;
        }

        // A name stands for the same bytes for ever: other bytes get another one.
        state.Epoch = Math.Max(state.Epoch + 1, start.Epoch);
        while (state.AnnouncedInits.TryGetValue(state.Epoch, out var announced) && !announced.Span.SequenceEqual(init.Bytes.Span))
        {
            state.Epoch++;
        }

        state.Init = init.Bytes.ToArray();
        timeline = timeline is null ? null : timeline with { Epoch = state.Epoch };
        await parts.Store.AddAsync(new InitItem(state.Epoch, state.Init), cancellationToken);
    }

    private async ValueTask TakeAsync(PartReady part, CancellationToken cancellationToken)
    {
        var times = Timeline();
        if (part.PartIndex == 0)
        {
            times = Begin(part.StartUs);
            await parts.Parts.InitAsync(times, part, state.Init, cancellationToken);
        }

        if (part.MediaSequence > state.Announced)
        {
            var discontinuities = state.Discontinuities + (part.IsDiscontinuity ? 1 : 0);
            await parts.Parts.PartAsync(times, part, discontinuities, parts.Rules.Packager.Parts.TargetUs, cancellationToken);
        }

        partsOfSegment = part.PartIndex + 1;
        state.Made++;
        Reach(times, part.StartUs + part.DurationUs);
        parts.Metrics.PartMade(part.Bytes.Length, parts.Time.GetUtcNow() - times.ProgramTime(part.StartUs + part.DurationUs));
    }

    private async ValueTask TakeAsync(SegmentReady segment, CancellationToken cancellationToken)
    {
        // Where there are no parts it begins and ends at once.
        var times = partsOfSegment == 0 ? Begin(segment.StartUs) : Timeline();
        var resume = Resume(times, segment.EndUs);
        var record = parts.Rules.IsTransport ? 0 : await parts.Parts.SegmentAsync(times, segment, partsOfSegment, resume, cancellationToken);

        partsOfSegment = 0;
        state.Made++;
        state.NextSequence = segment.MediaSequence + 1;
        state.Discontinuities += segment.IsDiscontinuity ? 1 : 0;
        Reach(times, segment.EndUs);
        await parts.Store.AddAsync(new SegmentItem(segment, times, resume, record), cancellationToken);
    }

    private void Reach(EpochTimeline times, long endUs)
    {
        state.EndUs = endUs;
        state.StreamEndUs = times.BaseUs + endUs;
    }

    private ResumePoint? Resume(EpochTimeline times, long endUs) =>
        input.Tracker is { Header: { } header } tracker && tracker.At(endUs) is { } position
            ? new ResumePoint(position, header.Container, header.Bytes.ToArray(), input.SourceEpoch, times, endUs, state.Init ?? [])
            : null;

    [LoggerMessage(LogLevel.Warning, "The output of {RecordingId} goes on at {ActualUs} µs where {ExpectedUs} µs belongs")]
    private partial void LogGap(string recordingId, long expectedUs, long actualUs);
}
