using Kubrick.Storage.Gcp;
using Microsoft.Extensions.Time.Testing;

namespace Kubrick.Storage.Tests.Gcp;

public sealed class PacedWritesTests
{
    private readonly FakeTimeProvider time = new();
    private readonly List<(string Content, DateTimeOffset At)> written = [];
    private readonly PacedWrites writes;

    public PacedWritesTests() => writes = new PacedWrites(time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_second_write_waits_for_the_rest_of_a_second()
    {
        await WriteAsync("a");
        time.Advance(TimeSpan.FromMilliseconds(400));
        var second = WriteAsync("b");
        time.Advance(TimeSpan.FromMilliseconds(599));
        Assert.False(second.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await second;

        Assert.Equal(TimeSpan.FromSeconds(1), written[1].At - written[0].At);
    }

    [Fact]
    public async Task Waiting_writers_return_with_the_newest_content()
    {
        await WriteAsync("a");
        List<Task<StoredObject>> waiting = [WriteAsync("b"), WriteAsync("c"), WriteAsync("d")];
        time.Advance(PacedWrites.Interval);
        var answers = await Task.WhenAll(waiting);

        Assert.Equal(["a", "d"], written.Select(write => write.Content));
        Assert.All(answers, answer => Assert.Equal("d", answer.ETag));
    }

    [Fact]
    public async Task A_cancelled_writer_does_not_take_the_others_with_it()
    {
        await WriteAsync("a");
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var cancelled = WriteAsync("b", giveUp.Token);
        var last = WriteAsync("c");
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        time.Advance(PacedWrites.Interval);
        await last;

        Assert.Equal(["a", "c"], written.Select(write => write.Content));
    }

    [Fact]
    public async Task A_failed_write_fails_its_caller_and_the_next_one_is_made()
    {
        await Assert.ThrowsAsync<StorageException>(() => writes.WriteAsync("key", _ => throw new StorageException(StorageError.Unavailable, "Away."), Cancel));
        var next = WriteAsync("b");
        time.Advance(PacedWrites.Interval);
        await next;

        Assert.Equal(["b"], written.Select(write => write.Content));
    }

    [Fact]
    public async Task Other_keys_do_not_wait()
    {
        await WriteAsync("a", key: "1");
        await WriteAsync("b", key: "2");

        Assert.Equal(["a", "b"], written.Select(write => write.Content));
    }

    private Task<StoredObject> WriteAsync(string content, CancellationToken? cancellationToken = null, string key = "key") => writes.WriteAsync(
        key,
        _ =>
        {
            written.Add((content, time.GetUtcNow()));
            return Task.FromResult(new StoredObject(key, content.Length, "text/plain", content, time.GetUtcNow()));
        },
        cancellationToken ?? Cancel);
}
