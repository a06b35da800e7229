using Kubrick.Contracts;
using Kubrick.Messaging;
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

/// <summary>The parts of this service.</summary>
internal static class PlaybackRegistration
{
    /// <summary>For all attempts together: a player waits for the answer, and a running stream plays without it.</summary>
    private static readonly TimeSpan RecordingsTimeout = TimeSpan.FromSeconds(2);

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
        // Media is served without the database, so a lost database degrades the service and does not take it down.
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
            app.MapStreamStates();
            app.MapViewers();
        }
    }

    private static void AddEvents(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<StreamStateConsumer, StateConsumerDefinition<StreamStateConsumer>>();
        bus.AddConsumer<StreamEndConsumer, StateConsumerDefinition<StreamEndConsumer>>().Endpoint(endpoint =>
        {
            endpoint.ConfigureConsumeTopology = false;
            endpoint.PrefetchCount = StreamEndConsumer.MaxWaiting;
        });
        // Each replica has its own temporary queue, because all of them must hear of a deletion.
        bus.AddConsumer<StreamDetachConsumer>().Endpoint(endpoint =>
        {
            endpoint.InstanceId = Guid.NewGuid().ToString("N");
            endpoint.Temporary = true;
        });
    }

    private static void AddLive(this IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<PlaybackOptions>>().Value;
            return new LiveCapacity(options.MaxBytes, options.MaxWaiters);
        });
        services.AddSingleton<LiveStreams>().AddHostedService(provider => provider.GetRequiredService<LiveStreams>());
        services.AddSingleton<StoredPlaylistReader>().AddSingleton<PlaylistLookup>().AddSingleton<MediaLookup>().AddSingleton<PlaybackMetrics>();
        services.AddSingleton<IMemoryCache>(new MemoryCache(new MemoryCacheOptions { SizeLimit = StreamTicketCache.MaxCached }));
        services.AddSingleton<SettledRecordings>().AddSingleton<StreamTicketCache>().AddHttpClient(StreamTicketCache.HttpClientName, http =>
        {
            http.BaseAddress = new Uri($"http://{ResourceNames.Recordings}");
            http.Timeout = RecordingsTimeout;
            http.MaxResponseContentBufferSize = 1 << 20;
        });
    }

    private static void AddState(this IServiceCollection services)
    {
        StreamBson.EnsureRegistered();
        services.AddSingleton(provider => provider.GetRequiredService<IMongoDatabase>().GetCollection<StreamDocument>("streams"));
        services.AddSingleton(provider => provider.GetRequiredService<IMongoDatabase>().GetCollection<ViewerDocument>("viewers"));
        services.AddSingleton<StreamStore>().AddSingleton<StreamFinder>().AddSingleton<ViewerStore>().AddHostedService<DatabaseIndexes>();
        services.AddSingleton<ViewerEventPublisher>().AddHostedService(provider => provider.GetRequiredService<ViewerEventPublisher>());
        services.AddHostedService<ViewerSweeper>();
    }
}
