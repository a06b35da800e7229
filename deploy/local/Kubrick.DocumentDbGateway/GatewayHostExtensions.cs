using Kubrick.DocumentDbGateway.Commands;
using Kubrick.DocumentDbGateway.Connections;
using Kubrick.DocumentDbGateway.Cursors;
using Kubrick.DocumentDbGateway.Postgres;
using Kubrick.DocumentDbGateway.Transactions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Kubrick.DocumentDbGateway;

/// <summary>Registers the gateway's services.</summary>
internal static class GatewayHostExtensions
{
    /// <summary>Adds the listener, its services, and single-line logs.</summary>
    public static void AddGateway(this HostApplicationBuilder builder)
    {
        builder.Services.AddOptions<GatewayOptions>().BindConfiguration("").ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Database>();
        builder.Services.AddSingleton<CursorTable>();
        builder.Services.AddSingleton<TransactionTable>();
        builder.Services.AddSingleton<CommandExecutor>();
        builder.Services.AddSingleton<GatewayServer>();
        builder.Services.AddHostedService(services => services.GetRequiredService<GatewayServer>());
        builder.Services.AddHostedService<Housekeeping>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
    }
}
