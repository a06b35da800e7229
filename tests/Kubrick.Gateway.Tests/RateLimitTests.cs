using Kubrick.Gateway.Limits;

namespace Kubrick.Gateway.Tests;

public sealed class RateLimitTests
{
    [Theory]
    [InlineData(1, 1000, 1)]
    [InlineData(2, 500, 1)]
    [InlineData(7, 1000, 7)]
    [InlineData(10, 100, 1)]
    [InlineData(15, 200, 3)]
    [InlineData(50, 100, 5)]
    [InlineData(200, 100, 20)]
    public void Tokens_are_replenished_as_often_as_whole_tokens_allow(int perSecond, int milliseconds, int tokens) =>
        Assert.Equal((TimeSpan.FromMilliseconds(milliseconds), tokens), new RateLimit { PerSecond = perSecond }.Replenishment());

    [Fact]
    public void Every_limit_replenishes_exactly_its_rate()
    {
        for (var perSecond = 1; perSecond <= 1000; perSecond++)
        {
            var (period, tokens) = new RateLimit { PerSecond = perSecond }.Replenishment();
            Assert.Equal(perSecond * period.Ticks, tokens * TimeSpan.TicksPerSecond);
        }
    }
}
