using Kubrick.Contracts;
using Kubrick.Mongo;
using Kubrick.Playback.Hls;
using Kubrick.Playback.Live;
using Kubrick.Playback.Playlists;
using Kubrick.Playback.State;
using Kubrick.Playback.Streams;
using Kubrick.Playback.Tickets;
using Kubrick.Playback.Viewers;
using Kubrick.ServiceDefaults;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Settings;
using Kubrick.Storage;
using Kubrick.StreamLogs;
using MassTransit;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using MongoDB.Driver;

namespace Kubrick.Playback;

/// <summary>What this service is made of.</summary>
internal static class PlaybackRegistration
{
    /// <summary>All tries together: a player waits for the answer, and a stream that is there plays without it.</summary>
    private static readonly TimeSpan RecordingsPatience = TimeSpan.FromSeconds(2);

    public static WebApplicationBuilder AddPlayback(this WebApplicationBuilder builder)
    {
        builder.AddMongoDatabase(ResourceNames.Database);
        builder.AddBus(ResourceNames.Messaging, bus => bus.AddEvents());
        builder.AddStreamLogs(ResourceNames.Messaging);
        var services = builder.Services;
        services.AddStorage(builder.Configuration);
        services.AddExceptionMapping<StorageException>(_ => ApiErrors.Unavailable("The storage cannot be reached at the moment; try again shortly."));
        services.AddValidatedOptions<LiveStreamingOptions>(LiveStreamingOptions.Section);
        services.AddValidatedOptions<PlaybackOptions>(PlaybackOptions.Section);
        // Media does not need the database: without it the service is less, but not down.
        services.Configure<HealthCheckServiceOptions>(health =>
        {
            foreach (var check in health.Registrations.Where(check => check.Name == MongoDBClientExtensions.HealthCheckName))
            {
                check.FailureStatus = HealthStatus.Degraded;
            }
        });
        services.AddLive();
        services.AddState();
        return builder;
    }

    public static void MapPlayback(this WebApplication app)
    {
        app.MapHls();
        if (app.Services.GetRequiredService<IOptions<LiveStreamingOptions>>().Value.Enabled)
        {
            app.MapStreams();
            app.MapViewers();
        }
    }

    private static void AddEvents(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<StreamStateConsumer, StreamStateConsumerDefinition>();
        // Every replica hears of deletions, over a queue that goes with it.
        bus.AddConsumer<DeletedRecordingsConsumer>().Endpoint(endpoint =>
        {
            endpoint.InstanceId = Guid.NewGuid().ToString("N");
            endpoint.Temporary = true;
        });
    }

    private static void AddLive(this IServiceCollection services)
    {
        services.AddSingleton(provider => new WindowMemory(provider.GetRequiredService<IOptions<PlaybackOptions>>().Value.MaxBytes));
        services.AddSingleton(provider => new WaitingRoom(provider.GetRequiredService<IOptions<PlaybackOptions>>().Value.MaxWaiters));
        services.AddSingleton<LiveStreams>().AddHostedService(provider => provider.GetRequiredService<LiveStreams>());
        services.AddSingleton<StoredPlaylists>().AddSingleton<Manifests>().AddSingleton<Media>().AddSingleton<PlaybackMetrics>();
        services.AddSingleton<IMemoryCache>(new MemoryCache(new MemoryCacheOptions { SizeLimit = StreamTicketClient.Remembered }));
        services.AddSingleton<StreamTicketClient>().AddHttpClient(StreamTicketClient.Client, http =>
        {
            http.BaseAddress = new Uri($"http://{ResourceNames.Recordings}");
            http.Timeout = RecordingsPatience;
            http.MaxResponseContentBufferSize = 1 << 20;
        });
    }

    private static void AddState(this IServiceCollection services)
    {
        StreamBson.EnsureRegistered();
        services.AddSingleton(provider => provider.GetRequiredService<IMongoDatabase>().GetCollection<StreamDocument>("streams"));
        services.AddSingleton(provider => provider.GetRequiredService<IMongoDatabase>().GetCollection<ViewerDocument>("viewers"));
        services.AddSingleton<StreamStore>().AddSingleton<StreamFinder>().AddSingleton<ViewerStore>().AddHostedService<DatabaseIndexes>();
        services.AddSingleton<ViewerEvents>().AddHostedService(provider => provider.GetRequiredService<ViewerEvents>());
        services.AddHostedService<ViewerSweeper>();
    }
}
