using Kubrick.Manifests;
using MongoDB.Driver;

namespace Kubrick.Recordings.Manifests;

/// <summary>Makes and publishes the key at start, and retries while the database is unavailable. A request that comes earlier does it itself.</summary>
internal sealed partial class ManifestKeyPreparation(ManifestKeys keys, TimeProvider clock, ILogger<ManifestKeyPreparation> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                _ = await keys.SigningKeyAsync(stoppingToken);
                return;
            }
            catch (Exception exception) when (exception is MongoException or TimeoutException or ManifestException)
            {
                LogRetry(exception.GetType().Name, exception.Message);
            }

            await Task.Delay(RetryDelay, clock, stoppingToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Manifest key not available, retrying: {Kind}: {Reason}")]
    private partial void LogRetry(string kind, string reason);
}
