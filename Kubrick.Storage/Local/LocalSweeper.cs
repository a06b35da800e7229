using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kubrick.Storage.Local;

/// <summary>Removes expired uploads and files that a crash left half written, at start and then every ten minutes; nothing without a folder.</summary>
internal sealed partial class LocalSweeper(LocalFolder? folder, TimeProvider time, ILogger<LocalSweeper> logger) : BackgroundService
{
    /// <summary>The maximum number of uploads and of files that one sweep removes.</summary>
    private const int Limit = 1000;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <summary>No write pauses for longer.</summary>
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromDays(1);

    /// <summary>Sweeps once; returns the number of removed uploads and files.</summary>
    public int Sweep(CancellationToken cancellationToken)
    {
        if (folder is null)
        {
            return 0;
        }

        var uploads = Directory.EnumerateDirectories(folder.Uploads).Where(IsOver).Take(Limit).ToList();
        foreach (var upload in uploads)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (folder.TryRetire(upload) is { } retired)
            {
                Directory.Delete(retired, recursive: true);
            }
        }

        var files = new DirectoryInfo(folder.Temp).EnumerateFileSystemInfos().Where(entry => IsOld(entry.LastWriteTimeUtc)).Take(Limit).ToList();
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (file is DirectoryInfo directory)
            {
                directory.Delete(recursive: true);
            }
            else
            {
                file.Delete();
            }
        }

        return uploads.Count + files.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                if (Sweep(stoppingToken) is > 0 and var removed)
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

    /// <summary>An unreadable session was never completely created, or is being created now.</summary>
    private bool IsOver(string upload) =>
        LocalSession.Read(upload) is { } session ? session.ExpiresAt <= time.GetUtcNow() : IsOld(Directory.GetLastWriteTimeUtc(upload));

    private bool IsOld(DateTime lastWrite) => time.GetUtcNow().UtcDateTime - lastWrite > AbandonedAfter;

    [LoggerMessage(LogLevel.Information, "Storage swept: removed {Count} expired uploads and abandoned files")]
    private partial void LogSwept(int count);

    [LoggerMessage(LogLevel.Warning, "Storage sweep failed; the next sweep tries again")]
    private partial void LogFailed(Exception exception);
}
