using Kubrick.Recordings.Documents;
using MongoDB.Driver;

namespace Kubrick.Recordings.Database;

/// <summary>Makes the collection's indexes at start, and tries again while the database is away. <c>docs/recordings.md</c> says what each is for.</summary>
internal sealed partial class RecordingIndexes(IMongoCollection<Recording> collection, TimeProvider clock, ILogger<RecordingIndexes> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>The keys of every index but that on the id.</summary>
    internal static IReadOnlyList<IndexKeysDefinition<Recording>> Keys { get; } = MakeKeys();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await EnsureAsync(stoppingToken);
                return;
            }
            catch (Exception exception) when (exception is MongoException or TimeoutException)
            {
                LogWaiting(exception.GetType().Name, exception.Message);
                await Task.Delay(Pause, clock, stoppingToken);
            }
        }
    }

    private async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await collection.Indexes.CreateManyAsync(Keys.Select(keys => new CreateIndexModel<Recording>(keys)), cancellationToken);
        LogReady(Keys.Count);
    }

    private static List<IndexKeysDefinition<Recording>> MakeKeys()
    {
        var by = Builders<Recording>.IndexKeys;
        return
        [
            // The contract's.
            by.Ascending(recording => recording.RecorderName).Descending(recording => recording.CreatedAt),
            by.Ascending(recording => recording.Status).Descending(recording => recording.CreatedAt),
            by.Ascending(recording => recording.IsLiveStreaming),
            // One for each order of the list, with the tie-breaker.
            by.Ascending(recording => recording.Shelf).Descending(recording => recording.CreatedAt).Descending(recording => recording.Id),
            by.Ascending(recording => recording.Shelf).Ascending(recording => recording.Duration).Ascending(recording => recording.Id),
            by.Ascending(recording => recording.Shelf).Ascending(recording => recording.TitleFolded).Ascending(recording => recording.Id),
            by.Ascending(recording => recording.Shelf).Ascending(recording => recording.RecorderNameFolded).Ascending(recording => recording.Id),
            by.Ascending(recording => recording.Shelf).Ascending(recording => recording.FileBytes).Ascending(recording => recording.Id),
            // The list's filters.
            by.Ascending(recording => recording.Shelf).Ascending(recording => recording.Status).Descending(recording => recording.CreatedAt).Descending(recording => recording.Id),
            by.Ascending(recording => recording.Shelf).Ascending(recording => recording.RecordedAt),
            by.Ascending(recording => recording.Shelf).Ascending(recording => recording.MetadataTerms).Descending(recording => recording.CreatedAt),
            // The background jobs.
            by.Ascending("outbox.at"),
            by.Ascending("deletion.dueAt"),
        ];
    }

    [LoggerMessage(LogLevel.Warning, "The indexes wait for the database: {Kind}: {Reason}")]
    private partial void LogWaiting(string kind, string reason);

    [LoggerMessage(LogLevel.Information, "{Count} indexes are in place")]
    private partial void LogReady(int count);
}
