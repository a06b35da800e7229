using Kubrick.Contracts.Logs;
using Kubrick.Storage.Containers;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Packaging;
using Kubrick.Transcoder.Segments;

namespace Kubrick.Transcoder.Tests.Segments;

public sealed class AnnouncedSegmentsTests
{
    private static readonly Checkpoint One = new() { Segments = [new PlaylistSegment(0, 0, 2_000_000, true, false, DateTimeOffset.UnixEpoch)] };

    [Fact]
    public async Task Complete_segments_come_from_the_log_and_open_ones_are_not_announced_again()
    {
        var announced = await ReadAsync([.. Complete(0), .. Complete(1), .. Complete(2), Part(3, 0), Part(3, 1)]);
        Assert.Equal(3, announced.Highest);
        var after = announced.After(One);
        Assert.Equal([0, 1, 2], after.Segments.Select(segment => segment.MediaSequence));
        Assert.Equal(6_000_000, after.Resume!.ExpectedStartUs);
    }

    [Fact]
    public async Task A_log_without_news_changes_nothing()
    {
        Assert.Same(One, (await ReadAsync([])).After(One));
        var announced = await ReadAsync(Complete(0));
        Assert.Same(One, announced.After(One));
        Assert.Equal(-1, announced.Highest);
    }

    [Fact]
    public async Task An_incomplete_segment_and_all_after_it_are_made_again()
    {
        Assert.Same(One, (await ReadAsync([.. Complete(1).Skip(1), .. Complete(2)])).After(One));
        Assert.Same(One, (await ReadAsync([Part(1, 0), Part(1, 1), End(1, "b")])).After(One));
        Assert.Same(One, (await ReadAsync(Complete(2))).After(One));
    }

    [Fact]
    public async Task A_segment_that_another_worker_made_again_and_stored_is_kept()
    {
        var announced = await ReadAsync([Part(1, 0), Part(1, 1), End(1, "b"), (new SegmentStored { MediaSequence = 1, Run = "b" }, default)]);
        Assert.Equal(2, announced.After(One).Segments.Count);
    }

    [Fact]
    public async Task A_stored_segment_counts_with_the_size_that_its_worker_noted()
    {
        var announced = await ReadAsync([Part(1, 0), End(1, "b"), (new SegmentStored { MediaSequence = 1, Run = "b" }, default)]);
        var item = Assert.IsType<SegmentItem>(Assert.Single(announced.Items()));
        Assert.True(item.IsStored);
        Assert.Equal((3, 6), (item.Segment.Length, item.Bytes));
        Assert.Equal(6, Assert.IsType<SegmentItem>(Assert.Single((await ReadAsync(Complete(1))).Items())).Bytes);
    }

    [Fact]
    public async Task Segments_after_the_last_resume_point_are_made_again()
    {
        List<(PartRecord Header, ReadOnlyMemory<byte> Body)> records = [.. Complete(1), .. Complete(2), .. Complete(3)];
        records[^1] = (records[^1].Header, default);
        Assert.Equal(3, (await ReadAsync(records)).After(One).Segments.Count);
        records[^1] = (records[^1].Header, "{"u8.ToArray());
        Assert.Equal(3, (await ReadAsync(records)).After(One).Segments.Count);
    }

    private static Task<AnnouncedSegments> ReadAsync(IEnumerable<(PartRecord Header, ReadOnlyMemory<byte> Body)> records) => AnnouncedSegments.ReadAsync(
        records.Select((record, offset) => new StreamLogRecord(offset, record.Header.ToHeaders(), record.Body)).ToAsyncEnumerable(), One);

    private static (PartRecord Header, ReadOnlyMemory<byte> Body)[] Complete(long segment) => [Part(segment, 0), Part(segment, 1), End(segment, "a")];

    private static (PartRecord Header, ReadOnlyMemory<byte> Body) Part(long segment, int index) =>
        (new PartAppended
        {
            MediaSequence = segment,
            PartIndex = index,
            StartUs = segment * 2_000_000,
            DurationUs = 2_000_000,
            IsIndependent = true,
            ProgramTime = DateTimeOffset.UnixEpoch,
            Run = "a",
        }, new byte[] { 1, 2, 3 });

    private static (PartRecord Header, ReadOnlyMemory<byte> Body) End(long segment, string run)
    {
        var resume = new ResumePoint(
            ChunkPosition.First, ContainerKind.Matroska, [1], 0, new EpochTimeline(0, 0, DateTimeOffset.UnixEpoch), (segment + 1) * 2_000_000, [2]);
        var closed = new SegmentClosed
        {
            MediaSequence = segment,
            PartCount = 2,
            StartUs = segment * 2_000_000,
            DurationUs = 2_000_000,
            IsIndependent = true,
            ProgramTime = DateTimeOffset.UnixEpoch,
            Bytes = 6,
            Run = run,
        };
        return (closed, CheckpointJson.Write(resume));
    }
}
