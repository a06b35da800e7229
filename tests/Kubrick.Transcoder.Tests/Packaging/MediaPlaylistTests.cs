using Kubrick.Transcoder.Packaging;
using Kubrick.Transcoder.Tests.Workers;

namespace Kubrick.Transcoder.Tests.Packaging;

public sealed class MediaPlaylistTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 4, 5, 6, 7, 89, TimeSpan.Zero);

    [Fact]
    public void A_live_playlist_lists_the_newest_segments()
    {
        var text = MediaPlaylist.Write(Segments(4), new PlaylistOptions(PlaylistKind.Live, 3, Window: 2), DefaultKeys.Names);
        Assert.Equal(
            """
            #EXTM3U
            #EXT-X-VERSION:6
            #EXT-X-TARGETDURATION:3
            #EXT-X-MEDIA-SEQUENCE:2
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-MAP:URI="init_0.mp4"
            #EXT-X-PROGRAM-DATE-TIME:2026-03-04T05:06:11.089Z
            #EXTINF:2.000002,
            segment_00002.m4s
            #EXTINF:2.000003,
            segment_00003.m4s

            """,
            text);
    }

    [Fact]
    public void A_playlist_of_the_whole_stream_marks_initialisation_sections_and_discontinuities()
    {
        var segments = Segments(3);
        segments[2] = segments[2] with { InitNumber = 1, IsDiscontinuity = true, IsIndependent = false, DurationUs = 1_040 };
        Assert.Equal(
            """
            #EXTM3U
            #EXT-X-VERSION:6
            #EXT-X-TARGETDURATION:3
            #EXT-X-MEDIA-SEQUENCE:0
            #EXT-X-PLAYLIST-TYPE:VOD
            #EXT-X-MAP:URI="init_0.mp4"
            #EXT-X-PROGRAM-DATE-TIME:2026-03-04T05:06:07.089Z
            #EXTINF:2.000000,
            segment_00000.m4s
            #EXTINF:2.000001,
            segment_00001.m4s
            #EXT-X-DISCONTINUITY
            #EXT-X-MAP:URI="init_1.mp4"
            #EXT-X-PROGRAM-DATE-TIME:2026-03-04T05:06:11.089Z
            #EXTINF:0.001040,
            segment_00002.m4s
            #EXT-X-ENDLIST

            """,
            MediaPlaylist.Write(segments, new PlaylistOptions(PlaylistKind.Vod, 3), DefaultKeys.Names));
    }

    [Fact]
    public void A_transport_stream_has_no_initialisation_section()
    {
        var text = MediaPlaylist.Write(Segments(9), new PlaylistOptions(PlaylistKind.Live, 6, IsTransportStream: true), DefaultKeys.Names);
        Assert.Contains("#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:4\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("EXT-X-MAP", text, StringComparison.Ordinal);
        Assert.Contains("\nsegment_00004.ts\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\nsegment_00008.ts\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Discontinuities_before_the_window_are_counted_those_in_it_are_listed()
    {
        var segments = Segments(8);
        foreach (var index in new[] { 0, 2, 5, 6 })
        {
            segments[index] = segments[index] with { IsDiscontinuity = true };
        }

        var text = MediaPlaylist.Write(segments, new PlaylistOptions(PlaylistKind.Live, 3, Window: 2), DefaultKeys.Names);
        Assert.Contains("#EXT-X-DISCONTINUITY-SEQUENCE:2\n", text, StringComparison.Ordinal);
        Assert.Contains("#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"init_0.mp4\"\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("DISCONTINUITY-SEQUENCE", MediaPlaylist.Write(segments, new PlaylistOptions(PlaylistKind.Vod, 3), DefaultKeys.Names), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_without_segments_has_a_playlist() =>
        Assert.Equal(
            "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:3\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-ENDLIST\n",
            MediaPlaylist.Write([], new PlaylistOptions(PlaylistKind.Vod, 3), DefaultKeys.Names));

    [Theory]
    [InlineData(3_499_999, 3)]
    [InlineData(3_500_000, 4)]
    public void No_segment_is_longer_than_the_target(long durationUs, int target)
    {
        var segments = Segments(1);
        segments[0] = segments[0] with { DurationUs = durationUs };
        Assert.Contains($"#EXT-X-TARGETDURATION:{target}\n", MediaPlaylist.Write(segments, new PlaylistOptions(PlaylistKind.Vod, 3), DefaultKeys.Names), StringComparison.Ordinal);
    }

    private static List<PlaylistSegment> Segments(int count) =>
        [.. Enumerable.Range(0, count).Select(index => new PlaylistSegment(index, 0, 2_000_000 + index, true, false, Start.AddSeconds(2 * index)))];
}
