using RabbitMQ.Client;

namespace Kubrick.StreamLogs.Tests;

/// <summary>Readers may lose their connection; writers keep theirs.</summary>
public sealed class ReaderConnectionTests(BrokerFixture broker)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lost_connection_of_readers_costs_no_writer()
    {
        await using var service = LogService.Create(broker.Address);
        var log = await service.NewLogAsync();
        await using var writer = await service.Logs.OpenWriterAsync(log, StreamLogWindow.Default, Stop);
        await using var reader = await service.Logs.OpenReaderAsync(log, StreamLogStart.First, 16, Stop);
        await writer.AppendAsync(Headers(1), new byte[1], Stop);

        await (await service.Readers.GetAsync(Stop)).CloseAsync(Stop);

        await Assert.ThrowsAsync<LogLostException>(async () => await reader.ReadAsync(Stop).CountAsync(Stop));
        await writer.WhenConfirmedAsync(await writer.AppendAsync(Headers(2), new byte[1], Stop), Stop);
        Assert.Equal([1L, 2L], (await service.ReadAsync(log, 2)).Select(record => record.Headers["number"]));
    }

    [Fact]
    public async Task A_log_that_is_created_or_deleted_while_it_is_opened_costs_no_writer()
    {
        await using var service = LogService.Create(broker.Address);
        await using var others = LogService.Create(broker.Address);
        var log = await service.NewLogAsync();
        await using var writer = await service.Logs.OpenWriterAsync(log, StreamLogWindow.Default, Stop);
        for (var round = 0; round < 10; round++)
        {
            var name = $"log.{Guid.NewGuid():N}";
            var created = others.Logs.DeclareAsync(name, StreamLogRetention.Everything, Stop);
            await OpenSoonAsync(service, name);
            await created;
            await Task.WhenAll(others.Logs.DeleteAsync(name, Stop), OpenOnceAsync(service, name));
            await writer.WhenConfirmedAsync(await writer.AppendAsync(Headers(round), new byte[1], Stop), Stop);
        }
    }

    /// <summary>Opens a log as soon as it exists.</summary>
    private static async Task OpenSoonAsync(LogService service, string name)
    {
        while (!await OpenOnceAsync(service, name))
        {
            await Task.Yield();
        }
    }

    private static async Task<bool> OpenOnceAsync(LogService service, string name)
    {
        try
        {
            await using var reader = await service.Logs.OpenReaderAsync(name, StreamLogStart.First, 16, Stop);
            return true;
        }
        catch (StreamLogMissingException)
        {
            return false;
        }
    }

    private static Dictionary<string, object?> Headers(long number) => new() { ["number"] = number };
}
