using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kubrick.Storage.Local;

/// <summary>Sweeps at start and then every ten minutes.</summary>
internal sealed partial class LocalSweeper(LocalSweep sweep, TimeProvider time, ILogger<LocalSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                if (sweep.Run(stoppingToken) is > 0 and var removed)
                {
                    LogSwept(removed);
                }
            }
            catch (Exception exception) when (LocalFailure.IsFileSystem(exception))
            {
                LogFailed(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Information, "Removed {Count} expired uploads and abandoned files")]
    private partial void LogSwept(int count);

    [LoggerMessage(LogLevel.Warning, "Sweeping the storage folder failed; the next sweep tries again")]
    private partial void LogFailed(Exception exception);
}
