using Kubrick.Playback.Window;

namespace Kubrick.Playback.Tests.Window;

public sealed class LiveWindowTests
{
    [Fact]
    public void Parts_grow_a_segment_until_its_end()
    {
        var window = Tape.Empty().Play(Tape.Init(0), Tape.Part(0, 0), Tape.Part(0, 1));
        Assert.False(window.Segments.Single().IsClosed);
        Assert.Equal(2, window.Segments.Single().Parts.Length);

        window = window.Play(Tape.Part(0, 2), Tape.Close(0, 3));
        Assert.Equal((true, true, 1_200_000L), (window.Segments.Single().IsFetchable, window.Segments.Single().IsWhole, window.Segments.Single().DurationUs));
    }

    [Fact]
    public void The_first_record_of_a_part_counts_when_a_worker_repeats_the_segment()
    {
        var window = Tape.Empty().Play(Tape.Init(0), Tape.Part(0, 0), Tape.Part(0, 1));
        var (header, _) = Tape.Part(0, 0);
        var again = window.Play(Tape.Init(0), (header, Tape.Text("other bytes")), Tape.Part(0, 1));
        Assert.Same(window, again);
        Assert.Equal("part 0.0;"u8.ToArray(), again.Segments[0].Parts[0].Bytes.ToArray());
        Assert.True(again.Play(Tape.Part(0, 2), Tape.Close(0, 3)).Segments.Single().IsWhole);
    }

    [Fact]
    public void A_segment_cut_differently_by_two_workers_comes_from_the_storage_only()
    {
        var window = Tape.Empty().Play(Tape.Segment(0)).Play(Tape.Init(1), Tape.Part(1, 0), Tape.Part(1, 1));
        var (header, body) = Tape.Close(1, 2);
        window = window.Apply(header with { Bytes = header.Bytes + 1 }, body).Play(Tape.Segment(2));
        Assert.False(window.Find(1)!.IsFetchable);
        Assert.Equal(2, window.ListedCount());
        Assert.True(window.Play(Tape.Stored(1)).Find(1)!.IsFetchable);
        Assert.Equal(3, window.Play(Tape.Stored(1)).ListedCount());
    }

    [Fact]
    public void A_late_reader_starts_with_the_first_segment_whose_start_it_reads()
    {
        var window = Tape.Empty().Play(Tape.Part(6, 3), Tape.Part(6, 4), Tape.Close(6), Tape.Stored(5), Tape.Stored(6));
        Assert.Empty(window.Segments);
        Assert.Equal([7, 8], window.Play(Tape.Segments(7, 2)).Segments.Select(segment => segment.MediaSequence));
    }

    [Fact]
    public void A_part_without_its_initialisation_section_is_ignored()
    {
        Assert.Empty(Tape.Empty().Play(Tape.Part(0, 0), Tape.Part(0, 1)).Segments);
        Assert.Empty(Tape.Empty().Play(Tape.Init(0, initNumber: 1), Tape.Part(0, 0, initNumber: 2)).Segments);
    }

    [Fact]
    public void After_a_gap_the_window_restarts_and_never_goes_back()
    {
        var window = Tape.Empty().Play(Tape.Segments(0, 3)).Play(Tape.Segment(5));
        Assert.Equal([5], window.Segments.Select(segment => segment.MediaSequence));
        Assert.Same(window, window.Play(Tape.Segment(3)).Play(Tape.Segment(4)));
    }

    [Fact]
    public void A_missing_part_keeps_later_parts_out_until_it_arrives()
    {
        var window = Tape.Empty().Play(Tape.Init(0), Tape.Part(0, 0), Tape.Part(0, 2));
        Assert.Single(window.Segments.Single().Parts);
        Assert.Equal(3, window.Play(Tape.Part(0, 1), Tape.Part(0, 2)).Segments.Single().Parts.Length);
    }

    [Fact]
    public void Stored_segments_leave_the_window_and_others_stay_up_to_a_limit()
    {
        Assert.Equal([3, 4, 5, 6, 7], Tape.Empty().Play(Tape.Segments(0, 8)).Segments.Select(segment => segment.MediaSequence));

        var unstored = Enumerable.Range(0, 20).SelectMany(number => Tape.Segment(number, isStored: false));
        Assert.Equal(Tape.Limits.HardSegments, Tape.Empty().Play(unstored).Segments.Length);
    }

    [Fact]
    public void Memory_is_bounded_by_releasing_the_bytes_of_stored_segments_first()
    {
        // Ten segments in the window, whose parts are listed for the last three; room for the bytes of about five.
        var limits = new WindowLimits(10, 20, 5 * Tape.SegmentBytes(10).Length, PartsUs: 6_000_000);
        var window = Tape.Empty(limits);
        foreach (var (header, body) in Tape.Segments(0, 30))
        {
            window = window.Apply(header, body);
            Assert.InRange(window.Bytes, 0, limits.Bytes);
            Assert.Equal(window.Bytes, window.Segments.Sum(segment => segment.Parts.Sum(part => part.Bytes.Length)) + window.Inits.Values.Sum(init => init.Length));
        }

        Assert.Equal(10, window.Segments.Length);
        Assert.Equal(10, window.ListedCount());
        Assert.All(window.Segments[window.FirstWithParts()..], segment => Assert.True(segment.IsWhole));
        Assert.Contains(window.Segments, segment => segment is { IsWhole: false, IsStored: true });
    }

    [Fact]
    public void A_segment_that_never_ends_does_not_fill_the_memory()
    {
        var window = Tape.Empty(new WindowLimits(5, 8, 2_000, 9_000_000)).Play(Tape.Init(0));
        for (var index = 0; index < 2_000; index++)
        {
            window = window.Play(Tape.Part(0, index));
            Assert.InRange(window.Bytes, 0, 2_000);
        }

        Assert.Equal([1], window.Play(Tape.Segment(1)).Segments.Select(segment => segment.MediaSequence));
    }

    [Fact]
    public void An_initialisation_section_is_kept_while_a_segment_needs_it()
    {
        var window = Tape.Empty().Play(Tape.Segments(0, 3)).Play(Tape.Segment(3, initNumber: 1, discontinuity: true));
        Assert.Equal([0, 1], window.Inits.Keys.Order());
        Assert.Equal([1], window.Play(Enumerable.Range(4, 5).SelectMany(number => Tape.Segment(number, initNumber: 1))).Inits.Keys);
    }

    [Fact]
    public void Early_and_late_readers_count_discontinuities_the_same()
    {
        var records = Tape.Segments(0, 2).Concat(Tape.Segment(2, initNumber: 1, discontinuity: true)).Concat(Tape.Segment(3, initNumber: 1)).ToList();
        var early = Tape.Empty().Play(records);
        var late = Tape.Empty().Play(records.Where(record => record.Header.MediaSequence >= 2));
        Assert.Equal([0, 0, 1, 1], early.Segments.Select(segment => segment.DiscontinuityNumber));
        Assert.Equal([1, 1], late.Segments.Select(segment => segment.DiscontinuityNumber));
    }

    [Fact]
    public void Late_readers_count_jumps_without_a_new_initialisation_section_the_same()
    {
        var records = Enumerable.Range(0, 6)
            .SelectMany(number => Tape.Segment(number, discontinuity: number is 1 or 3).Select(record => (Tape.Counted(record.Header, number < 1 ? 0 : number < 3 ? 1 : 2), record.Body)))
            .ToList();
        Assert.Equal([1, 1, 2, 2, 2], Tape.Empty().Play(records).Segments.Select(segment => segment.DiscontinuityNumber));
        Assert.Equal([1, 2, 2, 2], Tape.Empty().Play(records.Where(record => record.Item1.MediaSequence >= 2)).Segments.Select(segment => segment.DiscontinuityNumber));
        Assert.Equal([2, 2], Tape.Empty().Play(records.Where(record => record.Item1.MediaSequence >= 4)).Segments.Select(segment => segment.DiscontinuityNumber));
    }

    [Fact]
    public void After_the_end_everything_counts_as_stored_and_records_are_ignored()
    {
        var window = Tape.Empty().Play(Tape.Segments(0, 2)).Play(Tape.Segment(2, isStored: false)).Play(Tape.Init(3), Tape.Part(3, 0), Tape.End(2));
        Assert.True(window.IsEnded);
        Assert.Equal([0, 1, 2], window.Segments.Select(segment => segment.MediaSequence));
        Assert.All(window.Segments, segment => Assert.True(segment.IsStored));
        Assert.Same(window, window.Play(Tape.Segment(3)));
    }
}
