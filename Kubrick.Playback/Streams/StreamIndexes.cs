using Kubrick.Playback.Viewers;
using MongoDB.Driver;

namespace Kubrick.Playback.Streams;

/// <summary>Makes the collections' indexes at start, and tries again while the database is away.</summary>
internal sealed partial class StreamIndexes(
    IMongoCollection<StreamDocument> streams, IMongoCollection<ViewerDocument> viewers, TimeProvider clock, ILogger<StreamIndexes> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

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
                await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task EnsureAsync(CancellationToken cancellationToken)
    {
        var stream = Builders<StreamDocument>.IndexKeys;
        await streams.Indexes.CreateManyAsync(
            [
                // The lists, and the removal of what was deleted.
                new CreateIndexModel<StreamDocument>(stream.Ascending(found => found.IsOver).Descending(found => found.StartedAt).Descending(found => found.Id)),
                new CreateIndexModel<StreamDocument>(stream.Descending(found => found.StartedAt).Descending(found => found.Id)),
                new CreateIndexModel<StreamDocument>(stream.Ascending(found => found.DeletedAt)),
            ],
            cancellationToken);
        var viewer = Builders<ViewerDocument>.IndexKeys;
        await viewers.Indexes.CreateManyAsync(
            [
                // The counts, and those who did not renew.
                new CreateIndexModel<ViewerDocument>(viewer.Ascending(found => found.RecordingId).Ascending(found => found.ExpiresAt)),
                new CreateIndexModel<ViewerDocument>(viewer.Ascending(found => found.ExpiresAt)),
            ],
            cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "The indexes wait for the database: {Kind}: {Reason}")]
    private partial void LogWaiting(string kind, string reason);
}
