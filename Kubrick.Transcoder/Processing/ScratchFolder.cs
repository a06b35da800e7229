using Kubrick.StreamLogs;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.Processing;

/// <summary>
/// This worker's private folder for originals that are being processed, of bounded size. It is a folder of its own below <see cref="TranscoderOptions.ScratchPath"/>, locked
/// while the process lives; at start, those of workers that have died are removed.
/// </summary>
internal sealed partial class ScratchFolder(IOptions<TranscoderOptions> options, TimeProvider time, ILogger<ScratchFolder> logger) : IHostedService, IDisposable
{
    private const string LockName = ".lock";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly Lock gate = new();
    private readonly AsyncSignal freed = new();
    private FileStream? held;
    private string? path;
    private long used;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.ProcessingSlots == 0)
        {
            return Task.CompletedTask;
        }

        var root = options.Value.ScratchPath is { Length: > 0 } configured ? configured : Path.Combine(Path.GetTempPath(), "kubrick-scratch");
        CreatePrivate(root);
        foreach (var folder in Directory.EnumerateDirectories(root))
        {
            RemoveAbandoned(folder);
        }

        path = Path.Combine(root, Guid.NewGuid().ToString("N"));
        CreatePrivate(path);
        held = new FileStream(Path.Combine(path, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits until there is room for so many bytes, and takes it.</summary>
    /// <exception cref="ProcessingFailure">There will never be so much.</exception>
    /// <exception cref="IOException">The disk has less.</exception>
    public async Task<ScratchSpace> TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        var limit = options.Value.ScratchBytes;
        if (bytes > limit)
        {
            throw new ProcessingFailure(
                Contracts.Processing.ProcessingErrorCodes.TooLarge,
                $"The recording needs {bytes >> 20} MiB to be processed, and the workers have {limit >> 20} MiB (Transcoder__ScratchBytes).");
        }

        await freed.WaitAsync(() => TryTake(bytes, limit), cancellationToken);
        try
        {
            var root = path ?? throw new InvalidOperationException("The folder is not open.");
            var free = new DriveInfo(root).AvailableFreeSpace;
            if (free < bytes)
            {
                throw new IOException($"The disk of the scratch folder has {free >> 20} MiB left, and {bytes >> 20} MiB are needed.");
            }

            var folder = Path.Combine(root, Guid.NewGuid().ToString("N"));
            CreatePrivate(folder);
            return new ScratchSpace(folder, () => Free(folder, bytes));
        }
        catch
        {
            Free(null, bytes);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        held?.Dispose();
        if (path is not null)
        {
            Remove(path);
        }
    }

    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, Private);
        }
    }

    private bool TryTake(long bytes, long limit)
    {
        lock (gate)
        {
            var fits = used + bytes <= limit;
            used += fits ? bytes : 0;
            return fits;
        }
    }

    private void Free(string? folder, long bytes)
    {
        if (folder is not null)
        {
            Remove(folder);
        }

        lock (gate)
        {
            used -= bytes;
        }

        freed.Set();
    }

    private void RemoveAbandoned(string folder)
    {
        try
        {
            var lockFile = Path.Combine(folder, LockName);
            if (File.Exists(lockFile))
            {
                // Fails while its worker lives.
                using var test = new FileStream(lockFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            }
            else if (Directory.GetCreationTimeUtc(folder) > time.GetUtcNow().UtcDateTime.AddMinutes(-1))
            {
                // A worker is just starting.
                return;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return;
        }

        LogAbandoned(folder);
        Remove(folder);
    }

    private void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Removed by another worker.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogNotRemoved(folder, exception);
        }
    }

    [LoggerMessage(LogLevel.Information, "Scratch folder of a worker that has ended removed: {Folder}")]
    private partial void LogAbandoned(string folder);

    [LoggerMessage(LogLevel.Warning, "Scratch folder not removed: {Folder}")]
    private partial void LogNotRemoved(string folder, Exception exception);
}

/// <summary>A folder for one recording; its files are removed with it.</summary>
internal sealed class ScratchSpace(string path, Action free) : IDisposable
{
    private Action? free = free;

    /// <summary>The folder.</summary>
    public string Path => path;

    /// <summary>The path of a file in the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(path, name);

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref free, null)?.Invoke();
}
