using Kubrick.ServiceDefaults.Logs;
using Kubrick.ServiceDefaults.Messaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kubrick.ServiceDefaults;

/// <summary>The logs that media goes over.</summary>
public static class StreamLogExtensions
{
    /// <summary>Registers <see cref="StreamLogs"/>, <see cref="BrokerLeases"/> and their <see cref="BrokerConnection"/> on the broker of the connection string <paramref name="connectionName"/>.</summary>
    public static WebApplicationBuilder AddStreamLogs(this WebApplicationBuilder builder, string connectionName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddRabbitMqSettings(connectionName);
        builder.Services.AddSingleton(services => new BrokerConnection(
            services.GetRequiredService<IOptions<RabbitMqSettings>>(), services.GetRequiredService<IHostEnvironment>()));
        builder.Services.AddSingleton<StreamLogs>().AddSingleton<BrokerLeases>();
        return builder;
    }
}
