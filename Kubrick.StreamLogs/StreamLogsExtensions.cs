using Kubrick.Messaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RabbitMQ.Client;

namespace Kubrick.StreamLogs;

/// <summary>The logs that carry media, and their leases.</summary>
public static class StreamLogsExtensions
{
    /// <summary>
    /// Registers <see cref="StreamLogClient"/>, <see cref="BrokerLeases"/>, <see cref="ChunkLogEnd"/> and their <see cref="BrokerConnection"/> to the broker of the connection string
    /// <paramref name="connectionName"/>.
    /// </summary>
    public static WebApplicationBuilder AddStreamLogs(this WebApplicationBuilder builder, string connectionName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddBroker(connectionName);
        builder.Services.AddSingleton(services => new BrokerConnection(services.GetRequiredService<IConnectionFactory>(), builder.Environment.ApplicationName));
        builder.Services.AddKeyedSingleton(StreamLogClient.ReadersKey, (services, _) => services.GetRequiredService<BrokerConnection>().CreateAnother("log readers"));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<StreamLogClient>().AddSingleton<BrokerLeases>().AddSingleton<ChunkLogEnd>();
        return builder;
    }
}
