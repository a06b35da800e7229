using Kubrick.Playback.Playlists;
using Kubrick.Playback.Tests.Hosting;
using Kubrick.Playback.Tests.Window;
using Kubrick.Playback.Window;

namespace Kubrick.Playback.Tests.Playlists;

public sealed class PlaylistWriterTests
{
    [Fact]
    public void A_live_playlist_has_exactly_the_expected_lines()
    {
        // Parts are listed for the last 2 s: those of the last whole segment and of the open one.
        var window = Tape.Empty(Tape.Limits with { PartsUs = 2_000_000 })
            .Play(Tape.Segments(4, 2)).Play(Tape.Segment(6, initNumber: 1, discontinuity: true)).Play(Tape.Init(7, initNumber: 1), Tape.Part(7, 0, initNumber: 1), Tape.Part(7, 1, initNumber: 1));
        AssertText(
            """
            #EXTM3U
            #EXT-X-VERSION:6
            #EXT-X-TARGETDURATION:3
            #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.2
            #EXT-X-PART-INF:PART-TARGET=0.4
            #EXT-X-MEDIA-SEQUENCE:4
            #EXT-X-DISCONTINUITY-SEQUENCE:0
            #EXT-X-MAP:URI="init_0.mp4"
            #EXT-X-PROGRAM-DATE-TIME:2026-11-22T18:00:08.000Z
            #EXTINF:2.00000,
            segment_00004.m4s
            #EXT-X-PROGRAM-DATE-TIME:2026-11-22T18:00:10.000Z
            #EXTINF:2.00000,
            segment_00005.m4s
            #EXT-X-DISCONTINUITY
            #EXT-X-MAP:URI="init_1.mp4"
            #EXT-X-PROGRAM-DATE-TIME:2026-11-22T18:00:12.000Z
            #EXT-X-PART:DURATION=0.40000,URI="segment_00006.0.m4s",INDEPENDENT=YES
            #EXT-X-PART:DURATION=0.40000,URI="segment_00006.1.m4s"
            #EXT-X-PART:DURATION=0.40000,URI="segment_00006.2.m4s"
            #EXT-X-PART:DURATION=0.40000,URI="segment_00006.3.m4s"
            #EXT-X-PART:DURATION=0.40000,URI="segment_00006.4.m4s"
            #EXTINF:2.00000,
            segment_00006.m4s
            #EXT-X-PROGRAM-DATE-TIME:2026-11-22T18:00:14.000Z
            #EXT-X-PART:DURATION=0.40000,URI="segment_00007.0.m4s",INDEPENDENT=YES
            #EXT-X-PART:DURATION=0.40000,URI="segment_00007.1.m4s"
            #EXT-X-PRELOAD-HINT:TYPE=PART,URI="segment_00007.2.m4s"

            """,
            window);
    }

    [Fact]
    public void Between_segments_the_hint_names_the_first_part_of_the_next() =>
        Assert.Equal("segment_00002.0.m4s", Listing.Of(Write(Tape.Empty().Play(Tape.Segments(0, 2)))).Hint);

    [Fact]
    public void The_playlist_of_an_ended_stream_has_an_end_and_no_hint()
    {
        var over = Listing.Of(Write(Tape.Empty().Play(Tape.Segments(0, 3)).Play(Tape.End(2))));
        Assert.True(over.IsOver);
        Assert.Null(over.Hint);
        Assert.Equal(3, over.Segments.Count);
    }

    [Fact]
    public void A_discontinuity_counts_in_the_sequence_once_its_tag_is_removed()
    {
        var window = Tape.Empty().Play(Tape.Segments(0, 2)).Play(Tape.Segment(2, initNumber: 1, discontinuity: true)).Play(SecondInit(3, 4));
        Assert.Equal((2L, 0), (window.Segments[0].MediaSequence, Sequence(window)));
        Assert.Contains("#EXT-X-DISCONTINUITY\n", Write(window), StringComparison.Ordinal);
        window = window.Play(SecondInit(7, 1));
        Assert.Equal((3L, 1), (window.Segments[0].MediaSequence, Sequence(window)));
        Assert.DoesNotContain("#EXT-X-DISCONTINUITY\n", Write(window), StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_are_listed_for_three_target_durations_only()
    {
        var listing = Listing.Of(Write(Tape.Empty(new WindowLimits(30, 40, 1 << 20, 9_000_000)).Play(Tape.Segments(0, 20))));
        Assert.Equal(20, listing.Segments.Count);
        Assert.Equal("segment_00015.0.m4s", listing.Parts[0]);
        Assert.Equal(25, listing.Parts.Count);
    }

    [Fact]
    public void A_part_or_segment_longer_than_its_target_raises_the_target()
    {
        var window = Tape.Empty().Play(Tape.Init(0), Tape.Part(0, 0, durationUs: 433_000));
        var (header, body) = Tape.Close(0, 1);
        var text = Write(window.Apply(header with { DurationUs = 4_600_000 }, body));
        Assert.Contains("PART-TARGET=0.45\n", text, StringComparison.Ordinal);
        Assert.Contains("PART-HOLD-BACK=1.35\n", text, StringComparison.Ordinal);
        Assert.Contains("#EXT-X-TARGETDURATION:5\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_without_a_part_target_have_the_default()
    {
        var (part, body) = Tape.Part(0, 0, durationUs: 200_000);
        var text = Write(Tape.Empty().Play(Tape.Init(0)).Apply((Contracts.Logs.PartAppended)part with { PartTargetUs = null }, body));
        Assert.Contains("PART-TARGET=0.235\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_segment_that_cannot_be_fetched_yet_is_listed_last_by_its_parts()
    {
        var window = Tape.Empty().Play(Tape.Segment(0)).Play(Tape.Init(1), Tape.Part(1, 0));
        var (header, body) = Tape.Close(1, 1);
        var listing = Listing.Of(Write(window.Apply(header with { Bytes = 3 }, body).Play(Tape.Segment(2))));
        Assert.Equal(["segment_00000.m4s"], listing.Segments);
        Assert.Equal("segment_00001.0.m4s", listing.Parts[^1]);
        Assert.Null(listing.Hint);
    }

    private static IEnumerable<(Contracts.Logs.PartRecord, ReadOnlyMemory<byte>)> SecondInit(int first, int count) =>
        Enumerable.Range(first, count).SelectMany(number => Tape.Segment(number, initNumber: 1));

    private static int Sequence(LiveWindow window) =>
        int.Parse(Write(window).Split('\n').Single(line => line.StartsWith("#EXT-X-DISCONTINUITY-SEQUENCE:", StringComparison.Ordinal)).Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);

    private static string Write(LiveWindow window) => PlaylistWriter.Write(window, 3, DefaultKeys.Names);

    private static void AssertText(string expected, LiveWindow window) => Assert.Equal(expected.ReplaceLineEndings("\n"), Write(window));
}
