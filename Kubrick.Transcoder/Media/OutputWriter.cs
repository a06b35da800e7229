using Kubrick.Contracts.Streams;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Packaging;
using Kubrick.Transcoder.Segments;

namespace Kubrick.Transcoder.Media;

/// <summary>Packages one run's output; publishes its parts and hands its segments to the store.</summary>
internal sealed partial class OutputWriter(MediaContext context, MediaStart start, OutputState state, SourceInput input)
{
    private readonly ILogger logger = context.Logger;
    private readonly MediaOutput output = context.Output;
    private readonly IPackager packager = context.Output.Format.CreatePackager(new PackagerStart(
        state.NextSequence,
        start.Middle?.ExpectedStartUs,
        // A plain null would become an empty section, which differs from FFmpeg's.
        start.Middle is null || state.Init is not { Length: > 0 } init ? (ReadOnlyMemory<byte>?)null : init,
        start.IsDiscontinuity));

    private EpochTimeline? timeline = start.Middle?.Timeline;
    private int partCount;

    /// <summary>Where the run's output starts, in µs on the container's timeline.</summary>
    public long StartUs { get; } = state.EndUs ?? input.Tracker?.FirstFrameUs ?? 0;

    /// <summary>Up to where FFmpeg was given input. Safe to read from other threads.</summary>
    public long InputUs => input.Tracker?.LatestUs ?? 0;

    /// <summary>Up to where there is output; null for none. Safe to read from other threads.</summary>
    public long? OutputUs => state.EndUs;

    /// <summary>Takes the next bytes of FFmpeg's output.</summary>
    /// <returns>What is wrong with them; null when nothing is.</returns>
    public ValueTask<string?> AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => WriteAsync(packager.Append(bytes), cancellationToken);

    /// <summary>FFmpeg's output has ended.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken) => await WriteAsync(packager.Complete(), cancellationToken);

    /// <summary>Maps the container's times to the stream's.</summary>
    public EpochTimeline Timeline()
    {
        if (timeline is null)
        {
            state.InitNumber = Math.Max(state.InitNumber, start.InitNumber);
            timeline = new EpochTimeline(state.InitNumber, start.BaseUs - (input.Tracker?.FirstFrameUs ?? 0), input.Tracker?.ProgramStart ?? context.Time.GetUtcNow());
        }

        return timeline;
    }

    // Corrects the clock between segments only: within one the clock and the timeline advance together.
    private EpochTimeline StartSegment(long startUs) => timeline = Timeline().Corrected(input.Tracker?.ProgramStart, state.EndUs, startUs);

    private async ValueTask<string?> WriteAsync(IReadOnlyList<PackagerOutput> packaged, CancellationToken cancellationToken)
    {
        foreach (var item in packaged)
        {
            switch (item)
            {
                case InitReady init:
                    await WriteInitAsync(init, cancellationToken);
                    break;
                case PartReady part:
                    context.Input.FirstPart.Met();
                    await WritePartAsync(part, cancellationToken);
                    break;
                case SegmentReady segment:
                    context.Input.FirstPart.Met();
                    await WriteSegmentAsync(segment, cancellationToken);
                    break;
                case GapFound gap:
                    LogGap(context.Stream.Id, gap.ExpectedUs, gap.ActualUs);
                    break;
                case FramesSkipped skipped:
                    context.Stream.Progress.Losses.Add(StreamLossKinds.Skipped, skipped.Count);
                    break;
                case OutputBroken broken:
                    return broken.Problem;
                default:
                    break;
            }
        }

        return null;
    }

    private async ValueTask WriteInitAsync(InitReady init, CancellationToken cancellationToken)
    {
        if (init.Change == InitChange.Same)
        {
            return;
        }

        // A name always stands for the same bytes: other bytes get another name.
        state.InitNumber = Math.Max(state.InitNumber + 1, start.InitNumber);
        while (state.AnnouncedInits.TryGetValue(state.InitNumber, out var announced) && !announced.Span.SequenceEqual(init.Bytes.Span))
        {
            state.InitNumber++;
        }

        state.Init = init.Bytes.ToArray();
        timeline = timeline is null ? null : timeline with { InitNumber = state.InitNumber };
        await output.Store.AddAsync(new InitItem(state.InitNumber, state.Init), cancellationToken);
    }

    private async ValueTask WritePartAsync(PartReady part, CancellationToken cancellationToken)
    {
        var times = Timeline();
        if (part.PartIndex == 0)
        {
            times = StartSegment(part.StartUs);
            await output.PartLog.InitAsync(times, part, state.Init, cancellationToken);
        }

        if (part.MediaSequence > state.LastAnnounced)
        {
            var discontinuities = state.Discontinuities + (part.IsDiscontinuity ? 1 : 0);
            await output.PartLog.PartAsync(times, part, discontinuities, output.Format.PartTargetUs, cancellationToken);
        }

        partCount = part.PartIndex + 1;
        state.OutputCount++;
        Advance(times, part.StartUs + part.DurationUs);
        var delay = context.Time.GetUtcNow() - times.ProgramTime(part.StartUs + part.DurationUs);
        output.Metrics.PartPublished(part.Bytes.Length, delay);
        output.Lag.Note(delay);
    }

    private async ValueTask WriteSegmentAsync(SegmentReady segment, CancellationToken cancellationToken)
    {
        // Without parts a segment starts and ends at once.
        var times = partCount == 0 ? StartSegment(segment.StartUs) : Timeline();
        var resume = ResumePointAt(times, segment.EndUs);
        var record = output.Format.IsTransportStream ? 0 : await output.PartLog.SegmentAsync(times, segment, partCount, resume, cancellationToken);

        partCount = 0;
        state.OutputCount++;
        state.NextSequence = segment.MediaSequence + 1;
        state.Discontinuities += segment.IsDiscontinuity ? 1 : 0;
        Advance(times, segment.EndUs);
        await output.Store.AddAsync(new SegmentItem(segment, times, resume, record), cancellationToken);
    }

    private void Advance(EpochTimeline times, long endUs)
    {
        state.EndUs = endUs;
        state.StreamEndUs = times.BaseUs + endUs;
    }

    private ResumePoint? ResumePointAt(EpochTimeline times, long endUs) =>
        input.Tracker is { Header: { } header } tracker && tracker.At(endUs) is { } position
            ? new ResumePoint(position, header.Container, header.Bytes.ToArray(), input.SourceEpoch, times, endUs, state.Init ?? []) { Losses = context.Stream.Progress.Losses.Carried is { IsEmpty: false } losses ? losses : null }
            : null;

    [LoggerMessage(LogLevel.Warning, "Output gap: stream {RecordingId} continues at {ActualUs} µs instead of {ExpectedUs} µs")]
    private partial void LogGap(string recordingId, long expectedUs, long actualUs);
}

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
