using System.Globalization;
using Kubrick.Ingest.Events;

namespace Kubrick.Ingest.Tests.Events;

public sealed class StreamResultsTests
{
    [Fact]
    public async Task A_result_reaches_early_and_late_watches_and_is_new_once()
    {
        var results = new StreamResults();
        using var early = results.Watch("a");
        using var other = results.Watch("b");
        Assert.True(results.Report(Of("a", 1)));
        Assert.False(results.Report(Of("a", 2)));
        Assert.Equal(1, (await early.Result).DurationMs);
        using var late = results.Watch("a");
        Assert.Equal(1, (await late.Result).DurationMs);
        Assert.False(other.Result.IsCompleted);
    }

    [Fact]
    public void Old_results_are_forgotten()
    {
        var results = new StreamResults();
        for (var i = 0; i < 5_000; i++)
        {
            results.Report(Of(i.ToString(CultureInfo.InvariantCulture), i));
        }

        using var forgotten = results.Watch("0");
        using var known = results.Watch("4999");
        Assert.False(forgotten.Result.IsCompleted);
        Assert.True(known.Result.IsCompleted);
    }

    [Fact]
    public void A_disposed_watch_gets_no_result()
    {
        var results = new StreamResults();
        var watch = results.Watch("a");
        watch.Dispose();
        results.Report(Of("a", 1));
        Assert.False(watch.Result.IsCompleted);
    }

    private static StreamResult Of(string id, long duration) => new(id, "ended", DateTimeOffset.UnixEpoch, duration, 0, 0, null, null);
}
