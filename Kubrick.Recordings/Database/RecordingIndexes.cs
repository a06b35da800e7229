using Kubrick.Recordings.Documents;
using MongoDB.Driver;

namespace Kubrick.Recordings.Database;

/// <summary>Creates the indexes at start, and retries while the database is unavailable. <c>docs/lists.md</c> lists the use of each.</summary>
internal sealed partial class RecordingIndexes(IMongoCollection<Recording> collection, TimeProvider clock, ILogger<RecordingIndexes> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    /// <summary>The keys of every index except the one on the id.</summary>
    internal static IReadOnlyList<IndexKeysDefinition<Recording>> Keys { get; } = CreateKeys();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var missing = Keys;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                missing = await EnsureAsync(missing, stoppingToken);
                if (missing.Count == 0)
                {
                    LogReady(Keys.Count);
                    return;
                }
            }
            catch (Exception exception) when (exception is MongoException or TimeoutException)
            {
                LogRetry(exception.GetType().Name, exception.Message);
            }

            await Task.Delay(RetryDelay, clock, stoppingToken);
        }
    }

    /// <summary>Creates all by one command, or each on its own if that is refused: a document that one of them cannot contain must not prevent the others.</summary>
    /// <returns>The indexes that the server refused.</returns>
    private async Task<IReadOnlyList<IndexKeysDefinition<Recording>>> EnsureAsync(IReadOnlyList<IndexKeysDefinition<Recording>> wanted, CancellationToken cancellationToken)
    {
        try
        {
            await collection.Indexes.CreateManyAsync(wanted.Select(keys => new CreateIndexModel<Recording>(keys)), cancellationToken);
            return [];
        }
        catch (MongoCommandException)
        {
            return await EnsureEachAsync(wanted, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<IndexKeysDefinition<Recording>>> EnsureEachAsync(IReadOnlyList<IndexKeysDefinition<Recording>> wanted, CancellationToken cancellationToken)
    {
        var refused = new List<IndexKeysDefinition<Recording>>();
        foreach (var keys in wanted)
        {
            try
            {
                await collection.Indexes.CreateOneAsync(new CreateIndexModel<Recording>(keys), cancellationToken: cancellationToken);
            }
            catch (MongoCommandException exception)
            {
                LogRetry(exception.GetType().Name, exception.Message);
                refused.Add(keys);
            }
        }

        return refused;
    }

    private static List<IndexKeysDefinition<Recording>> CreateKeys()
    {
        var by = Builders<Recording>.IndexKeys;
        return
        [
            // The contract's.
            by.Ascending(recording => recording.RecorderName).Descending(recording => recording.CreatedAt),
            by.Ascending(recording => recording.Status).Descending(recording => recording.CreatedAt),
            by.Ascending(recording => recording.IsLiveStreaming),
            // One per order of the list, with the tie-breaker.
            by.Ascending(recording => recording.Shelf).Descending(recording => recording.CreatedAt).Descending(recording => recording.Id),
            by.Ascending(recording => recording.Shelf).Ascending(recording => recording.Duration).Ascending(recording => recording.Id),
            by.Ascending(recording => recording.Shelf).Ascending(recording => recording.TitleFolded).Ascending(recording => recording.Id),
            by.Ascending(recording => recording.Shelf).Ascending(recording => recording.RecorderNameFolded).Ascending(recording => recording.Id),
            by.Ascending(recording => recording.Shelf).Ascending(recording => recording.FileBytes).Ascending(recording => recording.Id),
            // The list's filters.
            by.Ascending(recording => recording.Shelf).Ascending(recording => recording.ListedStatus).Descending(recording => recording.CreatedAt).Descending(recording => recording.Id),
            by.Ascending(recording => recording.Shelf).Ascending(recording => recording.RecordedAt),
            by.Ascending(recording => recording.Shelf).Ascending(recording => recording.MetadataTerms).Descending(recording => recording.CreatedAt),
            // The shelf is part of the terms: one key of the index answers for a shelf.
            by.Ascending(recording => recording.SearchTerms),
            // The background jobs.
            by.Ascending(recording => recording.SchemaVersion),
            by.Ascending("outbox.at"),
            by.Ascending("deletion.dueAt"),
            by.Ascending("processing.state").Ascending("processing.changedAt"),
            by.Ascending("storageCopy.removeAt"),
            by.Ascending("statusBeforeArchive").Descending("createdAt"),
        ];
    }

    [LoggerMessage(LogLevel.Warning, "Index creation failed, retrying: {Kind}: {Reason}")]
    private partial void LogRetry(string kind, string reason);

    [LoggerMessage(LogLevel.Information, "Indexes created: {Count}")]
    private partial void LogReady(int count);
}
