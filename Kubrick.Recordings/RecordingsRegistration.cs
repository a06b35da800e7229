using Kubrick.Contracts;
using Kubrick.Messaging;
using Kubrick.Mongo;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Deletion;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Features;
using Kubrick.Recordings.Filling;
using Kubrick.Recordings.Listing;
using Kubrick.Recordings.Outbox;
using Kubrick.Recordings.Reconciliation;
using Kubrick.Recordings.Resources;
using Kubrick.Recordings.Retention;
using Kubrick.Recordings.Session;
using Kubrick.Recordings.Streams;
using Kubrick.Recordings.Uploads;
using Kubrick.ServiceDefaults;
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
        RecordingBson.EnsureRegistered();
        builder.AddMongoDatabase(ResourceNames.Database);
        builder.AddBus(ResourceNames.Messaging, bus => bus.AddConsumer<StreamStatusConsumer>());
        builder.AddStreamLogs(ResourceNames.Messaging);
        var services = builder.Services;
        services.AddStorage(builder.Configuration);
        services.AddSingleton(provider => provider.GetRequiredService<IMongoDatabase>().GetCollection<Recording>(Collection));
        services.AddSingleton<ListTotals>().AddSingleton<PagePositions>().AddSingleton<RecordingList>();
        services.AddSingleton<RecordingStore>().AddSingleton<RecordingPresenter>().AddHostedService<RecordingIndexes>();
        services.AddSingleton<DailySequence>().AddSingleton<DocumentFill>().AddSingleton<UnfilledDocuments>().AddSingleton<UnreadableRecordings>();
        services.AddValidatedOptions<LiveStreamingOptions>(LiveStreamingOptions.Section);
        services.AddFilling();
        services.AddOutbox();
        services.AddDeletion();
        services.AddRetention();
        services.AddReconciliation();
        return builder;
    }

    /// <summary>Maps every route of this service.</summary>
    public static void MapRecordingsService(this WebApplication app)
    {
        app.MapRecordings();
        app.MapUploadStates();
        app.MapStreamTickets();
        app.MapSession();
        app.MapFeatures();
    }

    private static void AddFilling(this IServiceCollection services)
    {
        services.AddValidatedOptions<FillingOptions>("Filling");
        services.AddSingleton<FillingLease>().AddSingleton<FillingMetrics>().AddHostedService<FillingWorker>();
    }

    private static void AddOutbox(this IServiceCollection services)
    {
        services.AddValidatedOptions<OutboxOptions>("Outbox");
        services.AddSingleton<OutboxSignal>().AddHostedService<OutboxRelay>();
    }

    private static void AddDeletion(this IServiceCollection services)
    {
        services.AddValidatedOptions<DeletionOptions>("Deletion");
        services.AddSingleton<TombstoneStore>().AddSingleton<StoredObjects>().AddSingleton<RecordingDeletion>().AddHostedService<DeletionWorker>();
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
        services.AddSingleton<UploadRepair>().AddSingleton<StreamRepair>().AddSingleton<Reconciler>().AddHostedService(provider => provider.GetRequiredService<Reconciler>());
    }
}
