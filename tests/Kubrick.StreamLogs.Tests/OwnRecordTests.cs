using Kubrick.Testing;

namespace Kubrick.StreamLogs.Tests;

public sealed class OwnRecordTests(BrokerFixture broker)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_before_the_own_record_is_read_and_nothing_after_it()
    {
        await using var service = LogService.Create(broker.Address);
        var log = await service.NewLogAsync();
        await using var other = await service.Logs.OpenWriterAsync(log, StreamLogWindow.Default, Stop);
        await using var writer = await service.Logs.OpenWriterAsync(log, StreamLogWindow.Default, Stop);
        Assert.Empty(await ReadAsync(StreamLogStart.First));
        for (var i = 0; i < 20; i++)
        {
            await other.AppendAsync(Headers(i), default, Stop);
        }

        await other.WhenConfirmedAsync(20, Stop);
        Assert.Equal([-1, .. Enumerable.Range(0, 20)], await ReadAsync(StreamLogStart.First));
        Assert.Equal(-1, (await ReadAsync(StreamLogStart.Last))[^1]);
        await other.WhenConfirmedAsync(await other.AppendAsync(Headers(20), default, Stop), Stop);
        Assert.Equal(20, (await ReadAsync(StreamLogStart.Last))[^1]);

        async Task<List<int>> ReadAsync(StreamLogStart start) => await service.Logs.ReadToOwnRecordAsync(writer, Headers(-1), start, 16, Stop)
            .Select(record => (int)(long)record.Headers["number"]!)
            .ToListAsync(Stop);
    }

    [Fact]
    public async Task A_tag_comes_back_once_as_confirmed_or_as_unconfirmed()
    {
        await using var relay = new TcpRelay(broker.Port);
        relay.Open();
        await using var service = LogService.Create(broker.AddressAt(relay.Port));
        var log = await service.NewLogAsync();
        await using var writer = await service.Logs.OpenWriterAsync(log, StreamLogWindow.Default, Stop);
        var confirmed = new List<object>();
        for (var i = 0; i < 10; i++)
        {
            Assert.True(await writer.TryAppendAsync(Headers(i), default, i, Stop));
        }

        while (confirmed.Count < 10)
        {
            confirmed.AddRange(await writer.TakeConfirmedAsync(Stop));
        }

        Assert.Equal(Enumerable.Range(0, 10).Cast<object>(), confirmed);
        Assert.Throws<InvalidOperationException>(writer.TakeUnconfirmed);
        await relay.CutAsync();
        var next = 10;
        while (await writer.TryAppendAsync(Headers(next), default, next, Stop))
        {
            next++;
        }

        await Eventually.TrueAsync("the writer is lost", () => Task.FromResult(writer.Lost.IsCancellationRequested), Stop);
        Assert.Empty(writer.TakeConfirmed());
        Assert.Equal(Enumerable.Range(10, next - 10).Cast<object>(), writer.TakeUnconfirmed());
        Assert.Empty(writer.TakeUnconfirmed());
        await Assert.ThrowsAsync<LogLostException>(() => writer.TakeConfirmedAsync(Stop));
    }

    private static Dictionary<string, object?> Headers(long number) => new() { ["number"] = number };
}
