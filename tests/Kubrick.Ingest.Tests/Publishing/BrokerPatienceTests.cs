using Kubrick.Ingest.Publishing;
using Microsoft.Extensions.Time.Testing;

namespace Kubrick.Ingest.Tests.Publishing;

public sealed class BrokerPatienceTests
{
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void A_broker_that_comes_back_and_takes_nothing_is_not_waited_for_longer_than_one_that_stays_away()
    {
        var patience = new BrokerPatience(TimeSpan.FromSeconds(60), clock);
        for (var i = 0; i < 3; i++)
        {
            patience.Lost();
            Assert.False(patience.IsOver);
            clock.Advance(TimeSpan.FromSeconds(20));
        }

        patience.Lost();
        Assert.True(patience.IsOver);
    }

    [Fact]
    public void What_it_takes_gives_it_the_whole_time_again()
    {
        var patience = new BrokerPatience(TimeSpan.FromSeconds(60), clock);
        patience.Lost();
        clock.Advance(TimeSpan.FromSeconds(50));
        patience.Confirmed();
        clock.Advance(TimeSpan.FromHours(1));
        Assert.False(patience.IsOver);
        patience.Lost();
        clock.Advance(TimeSpan.FromSeconds(50));
        Assert.False(patience.IsOver);
    }
}
