using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Streams;
using Kubrick.Transcoder.Tests.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kubrick.Transcoder.Tests.Checkpoints;

[Collection(FirstBroker.Name)]
public sealed class WriteFenceTests(BrokerFixture broker)
{
    private readonly TwoClocks time = new();
    private readonly Queue<Action> answers = new();
    private int asked;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_broker_is_asked_at_most_every_few_seconds()
    {
        var proof = new WriteFence(AskAsync, time);
        await proof.CheckAsync(Cancel);
        time.Pass(TimeSpan.FromSeconds(4));
        await proof.CheckAsync(Cancel);
        Assert.Equal(0, asked);

        time.Pass(TimeSpan.FromSeconds(1));
        await proof.CheckAsync(Cancel);
        await proof.CheckAsync(Cancel);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task The_broker_is_asked_when_one_clock_alone_has_jumped()
    {
        var proof = new WriteFence(AskAsync, time);
        // A machine that slept; a clock that was set.
        time.Clock += TimeSpan.FromMinutes(5);
        await proof.CheckAsync(Cancel);
        time.Clock -= TimeSpan.FromMinutes(5);
        await proof.CheckAsync(Cancel);
        time.Elapsed += TimeSpan.FromMinutes(5);
        await proof.CheckAsync(Cancel);
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task An_answer_that_is_read_late_proves_nothing()
    {
        var proof = new WriteFence(AskAsync, time);
        time.Pass(TimeSpan.FromMinutes(1));
        answers.Enqueue(() => time.Pass(TimeSpan.FromMinutes(1)));
        await proof.CheckAsync(Cancel);
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_broker_whose_answers_are_always_late_is_not_asked_for_ever()
    {
        var proof = new WriteFence(AskAsync, time);
        time.Pass(TimeSpan.FromMinutes(1));
        for (var number = 0; number < 10; number++)
        {
            answers.Enqueue(() => time.Pass(TimeSpan.FromMinutes(1)));
        }

        await Assert.ThrowsAsync<LogLostException>(() => proof.CheckAsync(Cancel));
        Assert.Equal(5, asked);
    }

    [Fact]
    public async Task A_suspended_worker_that_lost_its_stream_writes_no_checkpoint()
    {
        var progress = new StreamProgress();
        var retry = new StorageRetry("0123456789abcdef01234567", progress, TimeSpan.FromMinutes(2), time, NullLogger.Instance);
        var job = new TranscodeStream("0123456789abcdef01234567", time.Clock, 1, "video/webm", "720p", time.Clock);
        // Without a store: the write must not be attempted.
        using var keeper = new CheckpointKeeper(new OwnedStream(job, progress, retry, new WriteFence(AskAsync, time)), new Checkpoint(), null!);
        time.Pass(TimeSpan.FromMinutes(1));
        answers.Enqueue(() => throw new LogLostException("The lease was lost."));

        await Assert.ThrowsAsync<LogLostException>(() => keeper.UpdateAsync(current => current with { Attempts = 1 }, Cancel));

        Assert.Equal(0, keeper.Current.Attempts);
    }

    [Fact]
    public async Task A_lease_can_be_verified_until_it_is_released()
    {
        var lease = await broker.Observer.Leases.TryAcquireAsync(LogNames.TranscoderLease("proof"), null, Cancel);
        await lease!.ProveAsync(Cancel);
        await lease.ProveAsync(Cancel);
        await lease.DisposeAsync();

        await Assert.ThrowsAsync<LogLostException>(() => lease.ProveAsync(Cancel));
    }

    private Task AskAsync(CancellationToken cancellationToken)
    {
        asked++;
        if (answers.TryDequeue(out var answer))
        {
            answer();
        }

        return Task.CompletedTask;
    }

    private sealed class TwoClocks : TimeProvider
    {
        public TimeSpan Elapsed { get; set; }

        public DateTimeOffset Clock { get; set; } = DateTimeOffset.UnixEpoch;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Elapsed.Ticks;

        public override DateTimeOffset GetUtcNow() => Clock;

        public void Pass(TimeSpan span)
        {
            Elapsed += span;
            Clock += span;
        }
    }
}
