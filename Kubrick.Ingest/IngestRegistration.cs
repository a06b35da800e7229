using Kubrick.Contracts;
using Kubrick.Ingest.Events;
using Kubrick.Ingest.Memory;
using Kubrick.Ingest.Publishing;
using Kubrick.Ingest.Recorders;
using Kubrick.Ingest.Sockets;
using Kubrick.Ingest.Streams;
using Kubrick.Ingest.Telemetry;
using Kubrick.Ingest.Tickets;
using Kubrick.ServiceDefaults;
using Kubrick.ServiceDefaults.Settings;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest;

/// <summary>The parts of Ingest.</summary>
internal static class IngestRegistration
{
    private static readonly TimeSpan RecordingsTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PlaybackTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Every replica receives every event, in order, over a queue that is deleted with it.</summary>
    public static void AddBroadcasts(this IBusRegistrationConfigurator bus) => bus.AddConsumer<BroadcastConsumer>().Endpoint(endpoint =>
    {
        endpoint.InstanceId = Guid.NewGuid().ToString("N");
        endpoint.Temporary = true;
        endpoint.ConcurrentMessageLimit = 1;
    });

    /// <summary>Clients of the services that Ingest asks.</summary>
    public static IServiceCollection AddServiceClients(this IServiceCollection services)
    {
        services.AddHttpClient<StreamTicketClient>(http =>
        {
            http.BaseAddress = new Uri($"http://{ResourceNames.Recordings}");
            http.Timeout = RecordingsTimeout;
            http.MaxResponseContentBufferSize = StreamTicketClient.MaxResponseBytes;
        });
        services.AddHttpClient<StreamStateClient>(http =>
        {
            http.BaseAddress = new Uri($"http://{ResourceNames.Playback}");
            http.Timeout = PlaybackTimeout;
            http.MaxResponseContentBufferSize = StreamStateClient.MaxResponseBytes;
        });
        return services;
    }

    public static IServiceCollection AddPublishing(this IServiceCollection services)
    {
        services.AddValidatedOptions<IngestOptions>(IngestOptions.Section);
        services.AddValidatedOptions<LiveStreamingOptions>(LiveStreamingOptions.Section);
        return services
            .AddSingleton<IngestTelemetry>()
            .AddSingleton<IngestMemory>()
            .AddSingleton<ChunkLogs>()
            .AddSingleton<ChunkLogRecovery>()
            .AddSingleton<TranscodeQueue>()
            .AddSingleton<StreamPublishers>()
            .AddSingleton<StreamResults>()
            .AddSingleton<Announcements>()
            .AddSingleton<ConnectedSockets>()
            .AddSingleton<StreamEventPublisher>()
            .AddTransient<SettledRecordings>()
            .AddTransient<StreamOpener>()
            .AddTransient<StreamEnd>()
            .AddTransient<LiveStreamStates>()
            .AddTransient<ResultReporter>()
            .AddTransient<StreamSocketEndpoint>();
    }

    public static void MapStreamSocket(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<IngestOptions>>().Value;
        app.Use(SocketActivity.ObserveAsync);
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = options.PingInterval, KeepAliveTimeout = options.PongTimeout });
        app.Map(StreamSocketEndpoint.Path, (HttpContext context, StreamSocketEndpoint sockets) => sockets.ServeAsync(context));
    }
}
