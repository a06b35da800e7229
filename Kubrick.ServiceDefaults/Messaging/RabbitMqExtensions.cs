using Kubrick.ServiceDefaults.Messaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.ServiceDefaults;

/// <summary>The broker's settings.</summary>
public static class RabbitMqExtensions
{
    /// <summary>Registers <see cref="RabbitMqSettings"/> from the connection string <paramref name="connectionName"/>; a wrong one fails the start.</summary>
    public static void AddRabbitMqSettings(this WebApplicationBuilder builder, string connectionName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<RabbitMqSettings>()
            .Configure<IConfiguration>((settings, configuration) =>
            {
                settings.ConnectionName = connectionName;
                settings.ConnectionString = configuration.GetConnectionString(connectionName) ?? "";
            })
            .ValidateDataAnnotations()
            .ValidateOnStart();
    }
}
