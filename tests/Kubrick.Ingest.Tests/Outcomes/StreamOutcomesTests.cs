using System.Globalization;
using Kubrick.Ingest.Outcomes;

namespace Kubrick.Ingest.Tests.Outcomes;

public sealed class StreamOutcomesTests
{
    [Fact]
    public async Task An_outcome_reaches_who_waits_and_who_asks_late_and_is_news_once()
    {
        var outcomes = new StreamOutcomes();
        using var early = outcomes.Watch("a");
        using var other = outcomes.Watch("b");
        Assert.True(outcomes.Report(Of("a", 1)));
        Assert.False(outcomes.Report(Of("a", 2)));
        Assert.Equal(1, (await early.Outcome).DurationMs);
        using var late = outcomes.Watch("a");
        Assert.Equal(1, (await late.Outcome).DurationMs);
        Assert.False(other.Outcome.IsCompleted);
    }

    [Fact]
    public void Old_outcomes_are_forgotten()
    {
        var outcomes = new StreamOutcomes();
        for (var i = 0; i < 5_000; i++)
        {
            outcomes.Report(Of(i.ToString(CultureInfo.InvariantCulture), i));
        }

        using var forgotten = outcomes.Watch("0");
        using var known = outcomes.Watch("4999");
        Assert.False(forgotten.Outcome.IsCompleted);
        Assert.True(known.Outcome.IsCompleted);
    }

    [Fact]
    public void Whoever_no_longer_waits_is_told_nothing()
    {
        var outcomes = new StreamOutcomes();
        var watch = outcomes.Watch("a");
        watch.Dispose();
        outcomes.Report(Of("a", 1));
        Assert.False(watch.Outcome.IsCompleted);
    }

    private static StreamOutcome Of(string id, long duration) => new(id, "ended", DateTimeOffset.UnixEpoch, duration, 0, 0, null, null);
}
