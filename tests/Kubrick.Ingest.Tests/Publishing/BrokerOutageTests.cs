using Kubrick.Ingest.Publishing;
using Microsoft.Extensions.Time.Testing;

namespace Kubrick.Ingest.Tests.Publishing;

public sealed class BrokerOutageTests
{
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void A_broker_that_returns_and_confirms_nothing_counts_as_unavailable()
    {
        var outage = new BrokerOutage(TimeSpan.FromSeconds(60), clock);
        for (var i = 0; i < 3; i++)
        {
            outage.Start();
            Assert.False(outage.IsTooLong);
            clock.Advance(TimeSpan.FromSeconds(20));
        }

        outage.Start();
        Assert.True(outage.IsTooLong);
    }

    [Fact]
    public void A_confirm_restarts_the_timeout()
    {
        var outage = new BrokerOutage(TimeSpan.FromSeconds(60), clock);
        outage.Start();
        clock.Advance(TimeSpan.FromSeconds(50));
        outage.End();
        clock.Advance(TimeSpan.FromHours(1));
        Assert.False(outage.IsTooLong);
        outage.Start();
        clock.Advance(TimeSpan.FromSeconds(50));
        Assert.False(outage.IsTooLong);
    }
}
