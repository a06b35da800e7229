namespace Kubrick.Storage.Local;

/// <summary>
/// Moves objects of the folder, and seals keys. Other processes write to the folder without these locks: what is moved is a second name of the file, which was compared with the one that
/// was asked for, and nothing that arrives meanwhile is moved or removed.
/// </summary>
public sealed class LocalObjectMover : IObjectMover
{
    private readonly LocalFolder folder;
    private readonly LocalObjects objects;
    private readonly LocalMetadata metadata;

    internal LocalObjectMover(LocalFolder folder, LocalObjects objects)
    {
        this.folder = folder;
        this.objects = objects;
        metadata = new LocalMetadata(folder);
    }

    /// <inheritdoc/>
    public async Task<StoredObject?> MoveAsync(StoredObject arrived, string to, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(arrived);
        var (source, target, name) = (folder.ObjectPath(arrived.Key), folder.ObjectPath(to), folder.NewTempPath());
        var version = new LocalVersion(arrived.LastModified, arrived.Length);
        var isRenamed = false;
        using var exclusive = await objects.Writers.EnterAsync(arrived.Key, to, cancellationToken);
        try
        {
            ObjectDescription description;
            await using (var found = objects.Open(arrived.Key))
            {
                if (found?.Stored != arrived)
                {
                    return null;
                }

                description = new ObjectDescription(arrived.ContentType, arrived.ETag, found.CacheControl);
            }

            isRenamed = Name(source, name);
            if (VersionOf(name) != version)
            {
                return null;
            }

            // The description first: the rename is the moment of the move.
            await metadata.ReplaceAsync(to, version, description, cancellationToken);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Move(name, target, overwrite: true);
            Posix.FlushDirectory(Path.GetDirectoryName(target)!);
            metadata.RemoveOthers(to, version);
            Remove(source, version);
            metadata.Remove(arrived.Key, version);
            return arrived with { Key = to };
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // Another process moved or removed it.
            return null;
        }
        catch (Exception exception) when (LocalFailure.IsFileSystem(exception))
        {
            throw LocalFailure.Wrap(exception);
        }
        finally
        {
            if (isRenamed && File.Exists(name))
            {
                PutBack(name, source);
            }
            else
            {
                // Two names of one file stay where one is renamed to the other, which is so after a crash.
                File.Delete(name);
            }
        }
    }

    /// <inheritdoc/>
    public async Task SealAsync(string key, CancellationToken cancellationToken)
    {
        using var exclusive = await objects.Writers.EnterAsync(key, cancellationToken);
        try
        {
            await metadata.SealAsync(key, cancellationToken);
        }
        catch (Exception exception) when (LocalFailure.IsFileSystem(exception))
        {
            throw LocalFailure.Wrap(exception);
        }
    }

    /// <inheritdoc/>
    public async Task UnsealAsync(string key, CancellationToken cancellationToken)
    {
        using var exclusive = await objects.Writers.EnterAsync(key, cancellationToken);
        try
        {
            metadata.Unseal(key);
        }
        catch (Exception exception) when (LocalFailure.IsFileSystem(exception))
        {
            throw LocalFailure.Wrap(exception);
        }
    }

    /// <summary>Gives a file a second name, or, where the file system has none, another one; true for the latter.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    private static bool Name(string path, string name)
    {
        if (!OperatingSystem.IsWindows())
        {
            try
            {
                Posix.TryLink(path, name);
                return false;
            }
            catch (IOException)
            {
                // The rename says why, or succeeds.
            }
        }

        File.Move(path, name, overwrite: true);
        return true;
    }

    /// <summary>Removes a version of a file, and no other one.</summary>
    private void Remove(string path, LocalVersion version)
    {
        var retired = folder.NewTempPath();
        try
        {
            if (VersionOf(path) != version)
            {
                return;
            }

            // With overwriting it is one rename; without, it would be two steps.
            File.Move(path, retired, overwrite: true);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // Another process removed it.
            return;
        }

        if (VersionOf(retired) == version)
        {
            File.Delete(retired);
        }
        else
        {
            // It arrived in this moment.
            PutBack(retired, path);
        }

        Posix.FlushDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Gives a file its first name again, unless a newer one has it, and removes the other name.</summary>
    private static void PutBack(string name, string path)
    {
        try
        {
            File.Move(name, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(name);
        }
    }

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    private static LocalVersion VersionOf(string path)
    {
        var file = new FileInfo(path);
        return new LocalVersion(new DateTimeOffset(file.LastWriteTimeUtc), file.Length);
    }
}
