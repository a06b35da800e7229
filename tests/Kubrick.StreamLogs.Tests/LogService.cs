using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.StreamLogs.Tests;

/// <summary>One replica of a service with logs; it is not started, because the logs need no server.</summary>
internal sealed class LogService : IAsyncDisposable
{
    private readonly WebApplication app;

    private LogService(WebApplication app) => this.app = app;

    public StreamLogClient Logs => app.Services.GetRequiredService<StreamLogClient>();

    public BrokerConnection Broker => app.Services.GetRequiredService<BrokerConnection>();

    public BrokerConnection Readers => app.Services.GetRequiredKeyedService<BrokerConnection>(StreamLogClient.ReadersKey);

    public BrokerLeases Leases => app.Services.GetRequiredService<BrokerLeases>();

    public static LogService Create(string broker)
    {
        var builder = WebApplication.CreateBuilder([$"--ConnectionStrings:messaging={broker}"]);
        builder.AddStreamLogs("messaging");
        return new LogService(builder.Build());
    }

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

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
