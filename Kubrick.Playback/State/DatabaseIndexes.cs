using Kubrick.Playback.Streams;
using Kubrick.Playback.Viewers;
using MongoDB.Driver;

namespace Kubrick.Playback.State;

/// <summary>Creates the collections' indexes at start, and retries while the database is unreachable.</summary>
internal sealed partial class DatabaseIndexes(StreamStore streams, ViewerStore viewers, TimeProvider clock, ILogger<DatabaseIndexes> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await streams.CreateIndexesAsync(stoppingToken);
                await viewers.CreateIndexesAsync(stoppingToken);
                return;
            }
            catch (Exception exception) when (exception is MongoException or TimeoutException)
            {
                LogRetrying(exception.GetType().Name, exception.Message);
                await Task.Delay(RetryDelay, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Index creation failed, retrying: {Kind}: {Reason}")]
    private partial void LogRetrying(string kind, string reason);
}
