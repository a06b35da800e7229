namespace Kubrick.Storage.Local;

/// <summary>Removes what nobody will come back for: uploads whose time is over, and files that a crash left half written.</summary>
internal sealed class LocalSweep(LocalFolder folder, TimeProvider time)
{
    /// <summary>The most that one sweep removes; what is left waits for the next.</summary>
    private const int Most = 1000;

    /// <summary>No write takes as long as this without a byte.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    /// <summary>Answers how many uploads and files were removed.</summary>
    public int Run(CancellationToken cancellationToken)
    {
        var doomed = Directory.EnumerateDirectories(folder.Uploads).Where(IsOver).Take(Most).ToList();
        foreach (var upload in doomed)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (folder.TryRetire(upload) is { } retired)
            {
                Directory.Delete(retired, recursive: true);
            }
        }

        var files = new DirectoryInfo(folder.Temp).EnumerateFileSystemInfos().Where(entry => IsOld(entry.LastWriteTimeUtc)).Take(Most).ToList();
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

        return doomed.Count + files.Count;
    }

    /// <summary>A session that cannot be read is one that was never begun, or is being begun right now.</summary>
    private bool IsOver(string upload) =>
        LocalSession.Read(upload) is { } session ? session.ExpiresAt <= time.GetUtcNow() : IsOld(Directory.GetLastWriteTimeUtc(upload));

    private bool IsOld(DateTime lastWrite) => time.GetUtcNow().UtcDateTime - lastWrite > Abandoned;
}
