using Kubrick.ServiceDefaults.Logs;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.ServiceDefaults.Tests.Logs;

/// <summary>One replica of a service with logs.</summary>
internal sealed class LogService : IAsyncDisposable
{
    private readonly RunningService service;

    private LogService(RunningService service) => this.service = service;

    public StreamLogs Logs => service.Services.GetRequiredService<StreamLogs>();

    public BrokerConnection Broker => service.Services.GetRequiredService<BrokerConnection>();

    public BrokerLeases Leases => service.Services.GetRequiredService<BrokerLeases>();

    public static async Task<LogService> StartAsync(string broker) =>
        new(await RunningService.StartAsync(_ => { }, builder => builder.AddStreamLogs("messaging"), $"--ConnectionStrings:messaging={broker}"));

    /// <summary>A log with a name of its own.</summary>
    public async Task<string> NewLogAsync()
    {
        var name = $"log.{Guid.NewGuid():N}";
        await Logs.DeclareAsync(name, StreamLogRetention.Everything, TestContext.Current.CancellationToken);
        return name;
    }

    public async Task<List<StreamLogRecord>> ReadAsync(string log, int count)
    {
        await using var reader = await Logs.OpenReaderAsync(log, StreamLogStart.First, 16, TestContext.Current.CancellationToken);
        return await reader.ReadAsync(TestContext.Current.CancellationToken).Take(count).ToListAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => service.DisposeAsync();
}
