using Kubrick.Testing;
using RabbitMQ.Client;

namespace Kubrick.StreamLogs.Tests;

public sealed class StreamLogTests(BrokerFixture broker)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_reader_gets_the_records_in_order_with_headers_and_bytes()
    {
        await using var service = LogService.Create(broker.Address);
        var log = await service.NewLogAsync();
        await using var writer = await service.Logs.OpenWriterAsync(log, StreamLogWindow.Default, Stop);
        for (var i = 0; i < 500; i++)
        {
            Assert.Equal(i + 1, await writer.AppendAsync(Headers(i), Bytes(i, i * 10), Stop));
        }

        await writer.WhenConfirmedAsync(500, Stop);
        Assert.Equal(500, writer.Confirmed);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var records = await service.ReadAsync(log, 500);
            Assert.All(records, (record, i) =>
            {
                Assert.Equal(i, record.Offset);
                Assert.Equal((long)i, record.Headers["number"]);
                Assert.Equal(Bytes(i, i * 10), record.Body.ToArray());
            });
        }
    }

    [Fact]
    public async Task A_reader_from_the_last_batch_finds_the_newest_record_among_the_first()
    {
        await using var service = LogService.Create(broker.Address);
        var log = await service.NewLogAsync();
        await using var writer = await service.Logs.OpenWriterAsync(log, StreamLogWindow.Default, Stop);
        for (var i = 0; i < 50; i++)
        {
            await writer.WhenConfirmedAsync(await writer.AppendAsync(Headers(i), Bytes(i, 1000), Stop), Stop);
        }

        await using var reader = await service.Logs.OpenReaderAsync(log, StreamLogStart.Last, 16, Stop);
        var first = await reader.ReadAsync(Stop).FirstAsync(Stop);
        Assert.InRange(first.Offset, 1, 49);
        await using var fromOffset = await service.Logs.OpenReaderAsync(log, StreamLogStart.At(7), 16, Stop);
        Assert.Equal(7, (await fromOffset.ReadAsync(Stop).FirstAsync(Stop)).Offset);
    }

    [Fact]
    public async Task The_newest_record_is_found_in_batches_of_any_size()
    {
        await using var service = LogService.Create(broker.Address);
        var log = await service.NewLogAsync();
        Assert.Equal(-1, await service.Logs.FindLastOffsetAsync(log, Stop));
        await using var writer = await service.Logs.OpenWriterAsync(log, StreamLogWindow.Default, Stop);
        var last = 0L;
        foreach (var count in new[] { 1, 2, 3, 50, 200, 1 })
        {
            for (var i = 0; i < count; i++)
            {
                last = await writer.AppendAsync(Headers(i), Bytes(i, 2_000), Stop);
            }

            await writer.WhenConfirmedAsync(last, Stop);
            Assert.Equal(last - 1, await service.Logs.FindLastOffsetAsync(log, Stop));
        }

        await Assert.ThrowsAsync<StreamLogMissingException>(() => service.Logs.FindLastOffsetAsync("no such log", Stop));
    }

    [Fact]
    public async Task Readers_that_close_early_do_not_harm_their_connection()
    {
        await using var service = LogService.Create(broker.Address);
        var log = await service.NewLogAsync();
        await using var writer = await service.Logs.OpenWriterAsync(log, StreamLogWindow.Default, Stop);
        var last = 0L;
        for (var i = 0; i < 500; i++)
        {
            last = await writer.AppendAsync(Headers(i), Bytes(i, 100), Stop);
        }

        await writer.WhenConfirmedAsync(last, Stop);
        for (var round = 0; round < 200; round++)
        {
            await using var reader = await service.Logs.OpenReaderAsync(log, StreamLogStart.First, 64, Stop);
            await reader.ReadAsync(Stop).Take(1 + (round % 4)).CountAsync(Stop);
        }

        // A channel that is closed too early or used too late costs the whole connection.
        Assert.False(writer.Lost.IsCancellationRequested);
        await writer.WhenConfirmedAsync(await writer.AppendAsync(Headers(500), Bytes(500, 100), Stop), Stop);
    }

    [Fact]
    public async Task A_slow_reader_has_few_bytes_of_large_records_in_memory()
    {
        const int size = 4 << 20;
        await using var service = LogService.Create(broker.Address);
        var log = await service.NewLogAsync();
        await using var writer = await service.Logs.OpenWriterAsync(log, StreamLogWindow.Default, Stop);
        for (var i = 0; i < 16; i++)
        {
            await writer.WhenConfirmedAsync(await writer.AppendAsync(Headers(i), new byte[size], Stop), Stop);
        }

        await using var reader = await service.Logs.OpenReaderAsync(log, StreamLogStart.First, 64, Stop);
        await Eventually.TrueAsync("the reader's buffer is full", () => Task.FromResult(reader.WaitingBytes >= 3 * size), Stop);
        var next = 0L;
        await foreach (var record in reader.ReadAsync(Stop).Take(16))
        {
            Assert.Equal(next++, record.Headers["number"]);
            Assert.InRange(reader.WaitingBytes, 0, 16 << 20);
        }

        Assert.Equal(16, next);
    }

    [Fact]
    public async Task Logs_can_be_deleted_over_a_connection_of_their_own()
    {
        await using var service = LogService.Create(broker.Address);
        var log = await service.NewLogAsync();
        await using var own = service.Broker.CreateAnother("removal");
        var (shared, removal) = (await service.Broker.GetAsync(Stop), await own.GetAsync(Stop));
        Assert.NotSame(shared, removal);
        Assert.NotEqual(shared.ClientProvidedName, removal.ClientProvidedName);

        await shared.CloseAsync(Stop);
        await new StreamLogClient(own, readers: own, TimeProvider.System).DeleteAsync(log, Stop);
        Assert.True(removal.IsOpen);
        Assert.False(await service.Logs.ExistsAsync(log, Stop));
    }

    [Fact]
    public async Task A_reader_waits_for_later_records()
    {
        await using var service = LogService.Create(broker.Address);
        var log = await service.NewLogAsync();
        await using var reader = await service.Logs.OpenReaderAsync(log, StreamLogStart.First, 16, Stop);
        var next = reader.ReadAsync(Stop).FirstAsync(Stop).AsTask();
        Assert.False(next.IsCompleted);
        await using var writer = await service.Logs.OpenWriterAsync(log, StreamLogWindow.Default, Stop);
        await writer.AppendAsync(Headers(42), Bytes(1, 1), Stop);
        Assert.Equal(42L, (await next).Headers["number"]);
    }

    [Fact]
    public async Task A_missing_log_is_reported_by_name()
    {
        await using var service = LogService.Create(broker.Address);
        Assert.False(await service.Logs.ExistsAsync("log.absent", Stop));
        Assert.Equal("log.absent", (await Assert.ThrowsAsync<StreamLogMissingException>(() => service.Logs.OpenWriterAsync("log.absent", StreamLogWindow.Default, Stop))).Name);
        await Assert.ThrowsAsync<StreamLogMissingException>(() => service.Logs.OpenReaderAsync("log.absent", StreamLogStart.First, 16, Stop));
        await service.Logs.DeleteAsync("log.absent", Stop);
    }

    [Fact]
    public async Task A_reader_is_notified_that_its_log_was_deleted()
    {
        await using var service = LogService.Create(broker.Address);
        var log = await service.NewLogAsync();
        await using var reader = await service.Logs.OpenReaderAsync(log, StreamLogStart.First, 16, Stop);
        await service.Logs.DeleteAsync(log, Stop);
        await Assert.ThrowsAsync<LogLostException>(async () => await reader.ReadAsync(Stop).FirstAsync(Stop));
    }

    [Fact]
    public async Task After_the_deletion_of_its_log_a_writer_confirms_nothing()
    {
        await using var service = LogService.Create(broker.Address);
        var log = await service.NewLogAsync();
        await using var writer = await service.Logs.OpenWriterAsync(log, StreamLogWindow.Default, Stop);
        await writer.WhenConfirmedAsync(await writer.AppendAsync(Headers(0), Bytes(0, 10), Stop), Stop);
        await service.Logs.DeleteAsync(log, Stop);
        await Assert.ThrowsAsync<LogLostException>(async () => await writer.WhenConfirmedAsync(await writer.AppendAsync(Headers(1), Bytes(1, 10), Stop), Stop));
        Assert.Equal(1, writer.Confirmed);
    }

    [Fact]
    public async Task A_full_window_waits_for_confirms_and_reports_a_lost_broker()
    {
        await using var relay = new TcpRelay(broker.Port);
        relay.Open();
        await using var service = LogService.Create(broker.AddressAt(relay.Port));
        var log = await service.NewLogAsync();
        await using var writer = await service.Logs.OpenWriterAsync(log, new StreamLogWindow(1, 100), Stop);
        // Larger than the window: it may be in flight alone.
        var first = await writer.AppendAsync(Headers(0), Bytes(0, 1000), Stop);
        await writer.WhenConfirmedAsync(first, Stop);
        await relay.CutAsync();
        await Assert.ThrowsAsync<LogLostException>(async () =>
        {
            for (var i = 1; ; i++)
            {
                await writer.AppendAsync(Headers(i), Bytes(i, 10), Stop);
            }
        });
        await Eventually.TrueAsync("the writer is lost", () => Task.FromResult(writer.Lost.IsCancellationRequested), Stop);
        await Assert.ThrowsAsync<LogLostException>(() => writer.WhenConfirmedAsync(2, Stop));
        Assert.Equal(1, writer.Confirmed);

        relay.Open();
        await using var next = await service.Logs.OpenWriterAsync(log, StreamLogWindow.Default, Stop);
        await next.WhenConfirmedAsync(await next.AppendAsync(Headers(1), Bytes(1, 10), Stop), Stop);
        var records = await service.ReadAsync(log, 2);
        Assert.Equal(0L, records[0].Headers["number"]);
        Assert.Equal(1L, records[1].Headers["number"]);
    }

    [Fact]
    public async Task A_broker_that_confirms_nothing_loses_the_writer_after_the_timeout()
    {
        await using var held = new HeldBroker(broker.Port);
        await using var service = LogService.Create(broker.AddressAt(held.Port));
        var log = await service.NewLogAsync();
        await using var writer = await service.Logs.OpenWriterAsync(log, new StreamLogWindow(1_000, 1 << 30) { ConfirmTimeout = TimeSpan.FromSeconds(1) }, Stop);
        await writer.WhenConfirmedAsync(await writer.AppendAsync(Headers(0), Bytes(0, 10), Stop), Stop);
        held.Hold();
        var large = new byte[4 << 20];
        await Assert.ThrowsAsync<LogLostException>(async () =>
        {
            // Once the connection's buffers are full, the send itself blocks.
            for (var i = 0; i < 30; i++)
            {
                await writer.AppendAsync(Headers(i), large, Stop);
            }

            await writer.WhenConfirmedAsync(30, Stop);
        });
        Assert.Equal((true, 1), (writer.HasTimedOut, writer.Confirmed));
        held.LetGo();
    }

    [Fact]
    public async Task A_lease_released_while_the_broker_hangs_is_free_when_it_resumes()
    {
        await using var held = new HeldBroker(broker.Port);
        await using var one = LogService.Create(broker.AddressAt(held.Port));
        await using var other = LogService.Create(broker.Address);
        var name = $"lease.{Guid.NewGuid():N}";
        var lease = await one.Leases.TryAcquireAsync(name, null, Stop);
        held.Hold();
        await lease!.DisposeAsync();
        Assert.True(await other.Leases.IsOwnedAsync(name, Stop));
        held.LetGo();
        await Eventually.TrueAsync("the lease is free", async () => !await other.Leases.IsOwnedAsync(name, Stop) && !await one.Leases.IsOwnedAsync(name, Stop), Stop);
    }

    private static Dictionary<string, object?> Headers(long number) => new() { ["number"] = number };

    private static byte[] Bytes(int seed, int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(seed + i))];
}
