using Kubrick.ServiceDefaults.Messaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Kubrick.ServiceDefaults;

/// <summary>RabbitMQ's own client by connection name, for what is no event: the logs that media goes over.</summary>
public static class RabbitMqExtensions
{
    /// <summary>
    /// Registers an <see cref="IConnectionFactory"/> for the broker of the connection string <paramref name="connectionName"/>: it recovers by itself,
    /// and tells the broker the service's name.
    /// </summary>
    public static WebApplicationBuilder AddRabbitMqClient(this WebApplicationBuilder builder, string connectionName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddRabbitMqSettings(connectionName);
        builder.Services.AddSingleton<IConnectionFactory>(services => new ConnectionFactory
        {
            Uri = new Uri(services.GetRequiredService<IOptions<RabbitMqSettings>>().Value.ConnectionString),
            ClientProvidedName = builder.Environment.ApplicationName,
            AutomaticRecoveryEnabled = true,
            NetworkRecoveryInterval = TimeSpan.FromSeconds(1),
        });
        return builder;
    }

    internal static void AddRabbitMqSettings(this WebApplicationBuilder builder, string connectionName) =>
        builder.Services.AddOptions<RabbitMqSettings>()
            .Configure<IConfiguration>((settings, configuration) =>
            {
                settings.ConnectionName = connectionName;
                settings.ConnectionString = configuration.GetConnectionString(connectionName) ?? "";
            })
            .ValidateDataAnnotations()
            .ValidateOnStart();
}
