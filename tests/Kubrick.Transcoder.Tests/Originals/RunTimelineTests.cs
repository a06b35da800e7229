using Kubrick.Transcoder.Originals;

namespace Kubrick.Transcoder.Tests.Originals;

/// <summary>Which jumps of a recorder's clock are closed, and where the packets go.</summary>
public sealed class RunTimelineTests
{
    private const long Second = 1_000_000;

    [Fact]
    public void Times_without_jumps_stay_as_they_are()
    {
        var timeline = Timeline(Packets(0, 100), Packets(-7, 100));

        Assert.True(timeline.IsContinuous);
        Assert.Null(timeline.Filter(isVideo: true, startUs: 0));
        Assert.Equal(4_007_000, timeline.DurationUs);
        Assert.Equal(4_000_000, timeline.EndUs);
    }

    [Fact]
    public void A_jump_forward_of_both_tracks_is_closed_by_the_same_amount()
    {
        var timeline = Timeline([.. Packets(0, 50), .. Packets(7_202_000, 50)], [.. Packets(0, 50), .. Packets(7_202_000, 50)]);

        Assert.Equal(4 * Second, timeline.DurationUs);
        Assert.Equal("setts=pts='PTS+(0-7200000*gte(DTS,3602000))*gte(N,0)':dts='DTS+(0-7200000*gte(DTS,3602000))*gte(N,0)'", timeline.Filter(isVideo: true, startUs: 0));
        Assert.Equal(timeline.Filter(isVideo: true, startUs: 0), timeline.Filter(isVideo: false, startUs: 0));
    }

    [Fact]
    public void A_jump_backward_of_both_tracks_continues_after_the_end_of_both()
    {
        // Audio ends 20 ms later than video and jumps four packets later.
        var timeline = Timeline([.. Packets(0, 50), .. Packets(500, 50)], [.. Packets(0, 51), .. Packets(500, 49)]);

        Assert.Equal(4_040_000, timeline.DurationUs);
        Assert.Equal("setts=pts='PTS+(0)*between(N,0,49)+(1540)*gte(N,50)':dts='DTS+(0)*between(N,0,49)+(1540)*gte(N,50)'", timeline.Filter(isVideo: true, startUs: 0));
        Assert.Equal("setts=pts='PTS+(0)*between(N,0,50)+(1540)*gte(N,51)':dts='DTS+(0)*between(N,0,50)+(1540)*gte(N,51)'", timeline.Filter(isVideo: false, startUs: 0));
    }

    [Fact]
    public void A_gap_of_video_with_audio_in_it_is_kept()
    {
        var timeline = Timeline([.. Packets(0, 25), .. Packets(60_000, 25)], Packets(0, 61 * 25));

        Assert.True(timeline.IsContinuous);
        Assert.Equal(61 * Second, timeline.DurationUs);
    }

    [Theory]
    [InlineData(50, true)]
    [InlineData(61, false)]
    [InlineData(7200, false)]
    public void A_picture_without_audio_stays_for_a_minute_at_most(int seconds, bool isKept)
    {
        var timeline = Timeline([.. Packets(0, 25), .. Packets((seconds + 1) * 1000, 25)], []);

        Assert.Equal(isKept, timeline.IsContinuous);
        Assert.Equal(isKept ? (seconds + 2) * Second : 2 * Second, timeline.DurationUs);
    }

    [Fact]
    public void Audio_whose_clock_alone_jumps_back_stays_with_the_video()
    {
        var timeline = Timeline(Packets(0, 250), [.. Packets(0, 100), .. Packets(2000, 150)]);

        Assert.Equal(10 * Second, timeline.DurationUs);
        Assert.True(timeline.IsContinuous);
    }

    [Fact]
    public void A_late_start_moves_to_the_start_and_a_later_run_to_its_place()
    {
        var timeline = Timeline(Packets(100_000, 50), Packets(100_010, 50));

        Assert.Equal("setts=pts='PTS+(-100000)*gte(N,0)':dts='DTS+(-100000)*gte(N,0)'", timeline.Filter(isVideo: true, startUs: 0));
        Assert.Equal("setts=pts='PTS+(-90000)*gte(N,0)':dts='DTS+(-90000)*gte(N,0)'", timeline.Filter(isVideo: false, startUs: 10 * Second));
    }

    [Fact]
    public void Packets_before_the_first_keyframe_are_left_out()
    {
        var track = new TrackTimes();
        track.Add(0, 0, 0, 40_000, isKeyframe: false);
        track.Add(1, 40_000, 40_000, 40_000, isKeyframe: true);
        track.Add(2, 80_000, null, 40_000, isKeyframe: false);

        Assert.Equal((2, 1, 40_000), (track.Packets, track.Keyframes, track.Spans[0].Start));
    }

    [Fact]
    public void Any_number_of_jumps_takes_bounded_memory()
    {
        var track = new TrackTimes();
        for (var index = 0; index < 10_000; index++)
        {
            track.Add(index, index % 2 == 0 ? 0 : 100 * Second * index, index % 2 == 0 ? 0 : 100 * Second * index, 40_000, isKeyframe: true);
        }

        Assert.Equal(10_000, track.Packets);
        Assert.InRange(track.Spans.Count, 1, 200);
        Assert.InRange(track.Spans.Sum(span => span.Intervals.Count), 1, 1000);
        Assert.NotNull(RunTimeline.Of(track, null)?.Filter(isVideo: true, startUs: 0));
    }

    [Fact]
    public void No_packets_have_no_timeline() => Assert.Null(RunTimeline.Of(new TrackTimes(), new TrackTimes()));

    /// <summary>Times in µs of packets of 40 ms, from a time in ms on.</summary>
    private static List<long> Packets(int from, int count) => [.. Enumerable.Range(0, count).Select(index => (from + (index * 40)) * 1000L)];

    private static RunTimeline Timeline(List<long> video, List<long> audio)
    {
        // A recorder writes them as they come, one of each.
        var (videoTrack, audioTrack) = (new TrackTimes(), new TrackTimes());
        for (var index = 0; index < Math.Max(video.Count, audio.Count); index++)
        {
            if (index < video.Count)
            {
                videoTrack.Add(2 * index, video[index], video[index], 40_000, isKeyframe: index % 25 == 0);
            }

            if (index < audio.Count)
            {
                audioTrack.Add((2 * index) + 1, audio[index], audio[index], 40_000, isKeyframe: true);
            }
        }

        return RunTimeline.Of(videoTrack, audioTrack)!;
    }
}
