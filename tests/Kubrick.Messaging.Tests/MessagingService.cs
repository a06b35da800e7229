using Kubrick.ServiceDefaults;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kubrick.Messaging.Tests;

/// <summary>A service with a bus, on a real socket.</summary>
internal sealed class MessagingService : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly SocketsHttpHandler handler = new();

    private MessagingService(WebApplication app)
    {
        this.app = app;
        Client = new HttpClient(handler) { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>Starts the service.</summary>
    /// <param name="broker">The broker's address; null to leave the setting out.</param>
    /// <param name="configureBus">Adds consumers.</param>
    /// <param name="configureServices">Adds the services of the consumers.</param>
    public static async Task<MessagingService> StartAsync(
        string? broker, Action<IBusRegistrationConfigurator>? configureBus = null, Action<IServiceCollection>? configureServices = null)
    {
        var builder = WebApplication.CreateBuilder(broker is null ? [] : [$"--ConnectionStrings:messaging={broker}"]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.AddBus("messaging", configureBus);
        configureServices?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapDefaultEndpoints();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new MessagingService(app);
    }

    public Task StopAsync(CancellationToken cancellationToken) => app.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        handler.Dispose();
        await app.DisposeAsync();
    }
}
