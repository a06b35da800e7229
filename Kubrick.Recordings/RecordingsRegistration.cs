using Kubrick.Contracts;
using Kubrick.Messaging;
using Kubrick.Mongo;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Deletion;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Features;
using Kubrick.Recordings.Filling;
using Kubrick.Recordings.Listing;
using Kubrick.Recordings.Manifests;
using Kubrick.Recordings.Moving;
using Kubrick.Recordings.Outbox;
using Kubrick.Recordings.Processing;
using Kubrick.Recordings.Reconciliation;
using Kubrick.Recordings.Resources;
using Kubrick.Recordings.Retention;
using Kubrick.Recordings.Session;
using Kubrick.Recordings.Streams;
using Kubrick.Recordings.Uploads;
using Kubrick.ServiceDefaults;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Settings;
using Kubrick.Storage;
using Kubrick.StreamLogs;
using MongoDB.Driver;

namespace Kubrick.Recordings;

/// <summary>The parts of this service.</summary>
internal static class RecordingsRegistration
{
    private const string Collection = "recordings";

    /// <summary>Registers the documents, the consumer of stream events, and the background jobs.</summary>
    public static WebApplicationBuilder AddRecordings(this WebApplicationBuilder builder)
    {
        builder.AddDocuments();
        builder.AddBus(ResourceNames.Messaging, bus =>
        {
            bus.AddConsumer<StreamStatusConsumer>();
            bus.AddConsumer<ProcessingConsumer>();
        });
        builder.AddStreamLogs(ResourceNames.Messaging);
        var services = builder.Services;
        services.AddLists();
        services.AddSingleton<SigningMetrics>().AddSingleton<SignedUrls>().AddSingleton<RecordingPresenter>().AddHostedService<RecordingIndexes>();
        services.AddExceptionMapping<StorageException>(_ => ApiErrors.Unavailable("The storage cannot be reached at the moment; try again shortly."));
        services.AddSingleton<DailySequence>().AddSingleton<PartHashStore>();
        services.AddValidatedOptions<LiveStreamingOptions>(LiveStreamingOptions.Section);
        services.AddManifests();
        services.AddFilling();
        services.AddOutbox();
        services.AddDeletion();
        services.AddRetention();
        services.AddReconciliation();
        services.AddProcessing();
        return builder;
    }

    /// <summary>Registers the documents and the storage, for the service and its commands.</summary>
    public static WebApplicationBuilder AddDocuments(this WebApplicationBuilder builder)
    {
        RecordingBson.EnsureRegistered();
        builder.AddMongoDatabase(ResourceNames.Database);
        var services = builder.Services;
        services.AddStorage(builder.Configuration);
        services.AddSingleton(provider => provider.GetRequiredService<IMongoDatabase>().GetCollection<Recording>(Collection));
        services.AddSingleton<RecordingStore>().AddSingleton<OutboxSignal>();
        services.AddSingleton<DocumentFill>().AddSingleton<UnfilledDocuments>().AddSingleton<UnreadableRecordings>();
        services.AddValidatedOptions<DeletionOptions>("Deletion");
        services.AddSingleton<StoredObjects>().AddSingleton<OldCopies>();
        return builder;
    }

    /// <summary>Registers what the command <c>storage move</c> needs beside the documents.</summary>
    public static IServiceCollection AddMoving(this IServiceCollection services) => services.AddSingleton<MoveCandidates>().AddSingleton<RecordingMove>();

    /// <summary>Registers the lists of documents.</summary>
    public static IServiceCollection AddLists(this IServiceCollection services) =>
        services.AddSingleton<ListTotals>().AddSingleton<ListScan>().AddSingleton<PagePositions>().AddSingleton<DeepPages>().AddSingleton<SlowSearches>()
            .AddSingleton<MatchingIds>().AddSingleton<SortedIds>().AddSingleton<ScanGaps>().AddSingleton<FilledList>().AddSingleton<RecordingList>();

    /// <summary>Maps every route of this service.</summary>
    public static void MapRecordingsService(this WebApplication app)
    {
        app.MapRecordings();
        app.MapManifests();
        app.MapUploadStates();
        app.MapStreamTickets();
        app.MapProcessing();
        app.MapSession();
        app.MapFeatures();
    }

    private static void AddManifests(this IServiceCollection services)
    {
        services.AddValidatedOptions<ManifestOptions>("Manifests");
        services.AddSingleton<ManifestKeyStore>().AddSingleton<ManifestKeys>().AddHostedService<ManifestKeyPreparation>();
    }

    private static void AddFilling(this IServiceCollection services)
    {
        services.AddValidatedOptions<FillingOptions>("Filling");
        services.AddSingleton<FillingLease>().AddSingleton<FillingMetrics>().AddHostedService<FillingWorker>();
    }

    private static void AddOutbox(this IServiceCollection services)
    {
        services.AddValidatedOptions<OutboxOptions>("Outbox");
        services.AddHostedService<OutboxRelay>();
    }

    private static void AddDeletion(this IServiceCollection services)
    {
        services.AddSingleton<TombstoneStore>().AddSingleton<RecordingDeletion>().AddHostedService<DeletionWorker>();
    }

    private static void AddProcessing(this IServiceCollection services)
    {
        services.AddValidatedOptions<ProcessingOptions>("Processing");
        services.AddSingleton<StoryboardTrack>().AddSingleton<ProcessingRepair>().AddHostedService(provider => provider.GetRequiredService<ProcessingRepair>());
        services.AddSingleton<ProcessingBackfill>().AddHostedService(provider => provider.GetRequiredService<ProcessingBackfill>());
    }

    private static void AddRetention(this IServiceCollection services)
    {
        services.AddValidatedOptions<RetentionOptions>("Retention");
        services.AddSingleton<RetentionPolicy>().AddSingleton<ExpiredRecordings>();
        services.AddSingleton<RetentionWorker>().AddHostedService(provider => provider.GetRequiredService<RetentionWorker>());
    }

    private static void AddReconciliation(this IServiceCollection services)
    {
        services.AddValidatedOptions<ReconciliationOptions>("Reconciliation");
        services.AddSingleton<PlaceSearch>().AddSingleton<UploadDeadlines>().AddSingleton<UploadInspector>().AddSingleton<StoredVideo>().AddSingleton<UploadRecovery>().AddSingleton<UploadRepair>();
        services.AddSingleton<PlaceNaming>().AddHostedService(provider => provider.GetRequiredService<PlaceNaming>());
        services.AddSingleton<StreamRepair>().AddSingleton<UnprocessedVideoRepair>().AddSingleton<Reconciler>().AddHostedService(provider => provider.GetRequiredService<Reconciler>());
    }
}
