using Kubrick.Transcoder.Streams;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Kubrick.Transcoder.Tests.Processing;

public sealed class LiveLagTests : IDisposable
{
    private readonly FakeTimeProvider clock = new();
    private readonly LiveLag lag;

    public LiveLagTests() => lag = new LiveLag(Options.Create(new TranscoderOptions()), clock, NullLogger<LiveLag>.Instance);

    public void Dispose() => lag.Dispose();

    [Theory]
    // The recorder's clock is right, an hour fast, or an hour slow.
    [InlineData(0)]
    [InlineData(-3600)]
    [InlineData(3600)]
    public async Task Parts_that_come_later_than_before_make_other_work_wait_until_they_were_on_time(int clockError)
    {
        var stream = lag.Watch();
        stream.Note(TimeSpan.FromSeconds(clockError + 0.2));
        stream.Note(TimeSpan.FromSeconds(clockError + 1.1));
        Assert.False(lag.Short.IsCancellationRequested);

        var work = lag.Short;
        stream.Note(TimeSpan.FromSeconds(clockError + 1.3));
        Assert.True(work.IsCancellationRequested);

        clock.Advance(TimeSpan.FromSeconds(29));
        stream.Note(TimeSpan.FromSeconds(clockError + 1.4));
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.True(lag.Short.IsCancellationRequested);
        var waiting = lag.WhenEnoughAsync(TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        stream.Note(TimeSpan.FromSeconds(clockError + 0.3));
        clock.Advance(TimeSpan.FromSeconds(1));
        await waiting;
        Assert.False(lag.Short.IsCancellationRequested);
    }

    [Fact]
    public async Task A_recorder_that_is_later_for_good_does_not_stop_other_work_for_good()
    {
        var stream = lag.Watch();
        stream.Note(TimeSpan.FromSeconds(0.2));
        // It paused for ten seconds.
        for (var second = 0; second < 180; second++)
        {
            stream.Note(TimeSpan.FromSeconds(10.2));
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        await lag.WhenEnoughAsync(TestContext.Current.CancellationToken);
        stream.Note(TimeSpan.FromSeconds(10.2));
        Assert.False(lag.Short.IsCancellationRequested);
    }

    [Fact]
    public void A_stream_that_starts_late_is_not_late()
    {
        // After a takeover the first parts are old.
        var stream = lag.Watch();
        stream.Note(TimeSpan.FromSeconds(8));
        stream.Note(TimeSpan.FromSeconds(4));
        stream.Note(TimeSpan.FromSeconds(0.2));
        Assert.False(lag.Short.IsCancellationRequested);
    }
}
