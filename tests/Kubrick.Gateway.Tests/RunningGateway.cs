using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Kubrick.Gateway.Tests;

/// <summary>The gateway on a real socket, in front of small servers that echo the requests they receive.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly List<WebApplication> services = [];
    private readonly WebApplicationFactory<Program> factory;

    private RunningGateway(IReadOnlyDictionary<string, string?> settings)
    {
        factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseUrls("http://127.0.0.1:0");
            host.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Log));
            foreach (var (key, value) in settings)
            {
                host.UseSetting(key, value);
            }
        });
        factory.UseKestrel();
    }

    public HttpClient Client { get; private set; } = null!;

    public GatewayLog Log { get; } = new();

    /// <summary>Starts the gateway with <paramref name="replicas"/> replicas of every service.</summary>
    public static async Task<RunningGateway> StartAsync(int replicas = 1, params (string Key, string Value)[] settings)
    {
        var all = settings.ToDictionary(setting => setting.Key, string? (setting) => setting.Value);
        var started = new List<WebApplication>();
        foreach (var name in new[] { "recordings", "uploads", "web", "ingest", "playback" })
        {
            for (var i = 0; i < replicas; i++)
            {
                var service = await StartServiceAsync(name, i);
                started.Add(service);
                all[$"services:{name}:http:{i}"] = service.Urls.Single();
            }
        }

        var gateway = new RunningGateway(all);
        gateway.services.AddRange(started);
        gateway.Client = gateway.factory.CreateClient();
        return gateway;
    }

    /// <summary>The proxy's destinations for a service.</summary>
    public ClusterDestinationsState DestinationsOf(string service) =>
        factory.Services.GetRequiredService<IProxyStateLookup>().TryGetCluster(service, out var cluster)
            ? cluster.DestinationsState
            : throw new InvalidOperationException($"The gateway has no cluster '{service}'.");

    /// <summary>Begins to stop the gateway, as a signal to its process does.</summary>
    public void Stop() => factory.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

    /// <summary>Stops one replica of one service, by its position in the order of starts.</summary>
    public Task StopServiceAsync(int index) => services[index].StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await factory.DisposeAsync();
        foreach (var service in services)
        {
            await service.DisposeAsync();
        }
    }

    private static async Task<WebApplication> StartServiceAsync(string name, int replica)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.UseKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(async context =>
        {
            if (context.WebSockets.IsWebSocketRequest)
            {
                await EchoAsync(await context.WebSockets.AcceptWebSocketAsync());
                return;
            }

            context.Response.Headers.Vary = context.Request.Headers["X-Vary"];
            if (int.TryParse(context.Request.Headers["X-Status"], out var status))
            {
                // Without reading the body.
                context.Response.StatusCode = status;
                return;
            }

            var length = 0L;
            var buffer = new byte[64 * 1024];
            for (int read; (read = await context.Request.Body.ReadAsync(buffer)) > 0;)
            {
                length += read;
            }

            var received = new StringBuilder($"service={name}\nreplica={replica}\npath={context.Request.Path}{context.Request.QueryString}\nlength={length}\n");
            foreach (var header in context.Request.Headers)
            {
                received.Append(System.Globalization.CultureInfo.InvariantCulture, $"{header.Key}={header.Value}\n");
            }

            await context.Response.WriteAsync(received.ToString());
        });
        await app.StartAsync();
        return app;
    }

    private static async Task EchoAsync(WebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        for (var frame = await socket.ReceiveAsync(buffer, default); frame.MessageType != WebSocketMessageType.Close; frame = await socket.ReceiveAsync(buffer, default))
        {
            await socket.SendAsync(buffer.AsMemory(0, frame.Count), frame.MessageType, frame.EndOfMessage, default);
        }

        await socket.CloseAsync(socket.CloseStatus!.Value, socket.CloseStatusDescription, default);
    }
}
