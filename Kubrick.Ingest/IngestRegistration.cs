using Kubrick.Contracts;
using Kubrick.Ingest.Memory;
using Kubrick.Ingest.Outcomes;
using Kubrick.Ingest.Playback;
using Kubrick.Ingest.Publishing;
using Kubrick.Ingest.Recordings;
using Kubrick.Ingest.Sockets;
using Kubrick.Ingest.Streams;
using Kubrick.Ingest.Telemetry;
using Kubrick.ServiceDefaults;
using Kubrick.ServiceDefaults.Settings;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest;

/// <summary>What Ingest is made of.</summary>
internal static class IngestRegistration
{
    private static readonly TimeSpan RecordingsPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PlaybackPatience = TimeSpan.FromSeconds(3);

    /// <summary>Every replica hears every event, in order, over a queue that goes with it.</summary>
    public static void AddStreamEvents(this IBusRegistrationConfigurator bus) => bus.AddConsumer<StreamEventsConsumer>().Endpoint(endpoint =>
    {
        endpoint.InstanceId = Guid.NewGuid().ToString("N");
        endpoint.Temporary = true;
        endpoint.ConcurrentMessageLimit = 1;
    });

    public static IServiceCollection AddNeighbours(this IServiceCollection services)
    {
        services.AddHttpClient<RecordingsClient>(http =>
        {
            http.BaseAddress = new Uri($"http://{ResourceNames.Recordings}");
            http.Timeout = RecordingsPatience;
            http.MaxResponseContentBufferSize = RecordingsClient.LargestAnswer;
        });
        services.AddHttpClient<PlaybackClient>(http =>
        {
            http.BaseAddress = new Uri($"http://{ResourceNames.Playback}");
            http.Timeout = PlaybackPatience;
            http.MaxResponseContentBufferSize = PlaybackClient.LargestAnswer;
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
            .AddSingleton<StreamOutcomes>()
            .AddSingleton<Announcements>()
            .AddSingleton<ConnectedSockets>()
            .AddSingleton<StreamEvents>()
            .AddTransient<StreamOpener>()
            .AddTransient<StreamStopper>()
            .AddTransient<StreamStates>()
            .AddTransient<StreamFollower>()
            .AddTransient<StreamSocketEndpoint>();
    }

    public static void MapStreamSocket(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<IngestOptions>>().Value;
        app.Use(SocketHearing.ListenAsync);
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = options.PingInterval, KeepAliveTimeout = options.PongPatience });
        app.Map(StreamSocketEndpoint.Path, (HttpContext context, StreamSocketEndpoint sockets) => sockets.ServeAsync(context));
    }
}
