using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kubrick.Storage.Local;

/// <summary>
/// Removes expired uploads and files that a crash left half written, at start and then every ten minutes; nothing without a folder. What has arrived of an upload stays until its owner
/// has released it.
/// </summary>
internal sealed partial class LocalSweeper(LocalFolder? folder, IUploadOwner owner, TimeProvider time, ILogger<LocalSweeper> logger) : BackgroundService
{
    /// <summary>The maximum number of uploads and of files that one sweep removes.</summary>
    private const int Limit = 1000;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <summary>No write pauses for longer.</summary>
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromDays(1);

    /// <summary>Sweeps once; returns the number of removed uploads and files.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        if (folder is null)
        {
            return 0;
        }

        var removed = 0;
        foreach (var upload in Directory.GetDirectories(folder.Uploads).TakeWhile(_ => removed < Limit))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await IsOverAsync(upload, cancellationToken) && folder.TryRetire(upload) is { } retired)
            {
                Directory.Delete(retired, recursive: true);
                removed++;
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

        return removed + files.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                if (await SweepAsync(stoppingToken) is > 0 and var removed)
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

    /// <summary>An unreadable session without parts was never completely created, or is being created now.</summary>
    private async Task<bool> IsOverAsync(string upload, CancellationToken cancellationToken) => (LocalSession.Read(upload), LocalParts.AreIn(upload)) switch
    {
        (null, var hasParts) => !hasParts && IsOld(Directory.GetLastWriteTimeUtc(upload)),
        ({ } session, _) when session.ExpiresAt > time.GetUtcNow() => false,
        (_, false) => true,
        ({ Key: var key }, true) => await owner.HasReleasedAsync(key, Path.GetFileName(upload), cancellationToken),
    };

    private bool IsOld(DateTime lastWrite) => time.GetUtcNow().UtcDateTime - lastWrite > AbandonedAfter;

    [LoggerMessage(LogLevel.Information, "Storage swept: removed {Count} expired uploads and abandoned files")]
    private partial void LogSwept(int count);

    [LoggerMessage(LogLevel.Warning, "Storage sweep failed; the next sweep tries again")]
    private partial void LogFailed(Exception exception);
}
