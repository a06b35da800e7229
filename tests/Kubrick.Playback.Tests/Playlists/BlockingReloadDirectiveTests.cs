using Kubrick.Playback.Playlists;
using Kubrick.Playback.Tests.Window;
using Kubrick.Playback.Window;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Kubrick.Playback.Tests.Playlists;

public sealed class BlockingReloadDirectiveTests
{
    /// <summary>Segments 3 and 4 with five parts each, and two parts of segment 5.</summary>
    private static readonly LiveWindow Window = Tape.Empty().Play(Tape.Segments(3, 2)).Play(Tape.Init(5), Tape.Part(5, 0), Tape.Part(5, 1));

    [Theory]
    [InlineData(1, null, true)]
    [InlineData(1, 0, true)]
    [InlineData(4, null, true)]
    [InlineData(5, null, false)]
    [InlineData(4, 4, true)]
    [InlineData(5, 0, true)]
    [InlineData(5, 1, true)]
    [InlineData(5, 2, false)]
    [InlineData(6, 0, false)]
    public void It_is_satisfied_when_the_playlist_contains_it(long mediaSequence, int? part, bool isSatisfied) =>
        Assert.Equal(isSatisfied, new BlockingReload(mediaSequence, part).IsSatisfiedBy(Window));

    [Fact]
    public void A_part_index_beyond_its_segment_means_the_first_part_of_the_next()
    {
        var window = Tape.Empty().Play(Tape.Segments(3, 2));
        Assert.False(new BlockingReload(4, 5).IsSatisfiedBy(window));
        Assert.True(new BlockingReload(4, 5).IsSatisfiedBy(window.Play(Tape.Init(5), Tape.Part(5, 0))));
    }

    [Fact]
    public void An_ended_stream_satisfies_every_reload() =>
        Assert.True(new BlockingReload(70, 3).IsSatisfiedBy(Window.Play(Tape.End(4))));

    [Theory]
    [InlineData(6, null, false)]
    [InlineData(7, null, true)]
    [InlineData(7, 0, true)]
    [InlineData(5, 9, false)]
    [InlineData(5, 10, true)]
    [InlineData(long.MaxValue, null, true)]
    public void More_than_two_segments_or_three_seconds_of_parts_ahead_is_too_far(long mediaSequence, int? part, bool isTooFar) =>
        Assert.Equal(isTooFar, new BlockingReload(mediaSequence, part).IsTooFarAhead(Window, 0.4));

    [Theory]
    [InlineData("?_HLS_msn=12", 12L, null)]
    [InlineData("?_HLS_msn=0&_HLS_part=0", 0L, 0)]
    [InlineData("?_HLS_msn=7&_HLS_part=3&_HLS_skip=YES&token=x", 7L, 3)]
    public void Known_directives_are_read_and_others_ignored(string query, long mediaSequence, int? part) =>
        Assert.Equal(new BlockingReload(mediaSequence, part), BlockingReload.Read(Query(query)).Value);

    [Theory]
    [InlineData("?_HLS_part=1", "MISSING_PARAMETER", "_HLS_msn")]
    [InlineData("?_HLS_part=0", "MISSING_PARAMETER", "_HLS_msn")]
    [InlineData("?_HLS_msn=", "INVALID_FORMAT", "_HLS_msn")]
    [InlineData("?_HLS_msn=-1", "INVALID_FORMAT", "_HLS_msn")]
    [InlineData("?_HLS_msn=1.5", "INVALID_FORMAT", "_HLS_msn")]
    [InlineData("?_HLS_msn=1e3", "INVALID_FORMAT", "_HLS_msn")]
    [InlineData("?_HLS_msn=1&_HLS_msn=2", "INVALID_FORMAT", "_HLS_msn")]
    [InlineData("?_HLS_msn=9999999999999999999", "INVALID_FORMAT", "_HLS_msn")]
    [InlineData("?_HLS_msn=١", "INVALID_FORMAT", "_HLS_msn")]
    [InlineData("?_HLS_msn=1&_HLS_part=", "INVALID_FORMAT", "_HLS_part")]
    [InlineData("?_HLS_msn=1&_HLS_part=x", "INVALID_FORMAT", "_HLS_part")]
    [InlineData("?_HLS_msn=1&_HLS_part=2147483648", "INVALID_FORMAT", "_HLS_part")]
    public void Malformed_directives_are_rejected_and_named(string query, string code, string parameter)
    {
        var refusal = BlockingReload.Read(Query(query)).Error!;
        var error = refusal.Value.Errors[0];
        Assert.Equal((400, code, parameter, null), (refusal.StatusCode, error.Code, error.Source!.Parameter, error.Source.Pointer));
    }

    [Fact]
    public void A_query_without_directives_asks_for_no_reload() => Assert.False(BlockingReload.IsRequestedBy(Query("?v=2")));

    private static QueryCollection Query(string text) => new(QueryHelpers.ParseQuery(text));
}
