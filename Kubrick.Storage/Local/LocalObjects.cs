using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Kubrick.Storage.Keys;

namespace Kubrick.Storage.Local;

/// <summary>The objects of the provider <c>local</c>: files in a folder with the semantics of S3.</summary>
public sealed class LocalObjects : IObjectReader, IObjectList, IObjectWriter, IObjectRemover
{
    private const int BufferBytes = 128 << 10;
    private const int ReadAttempts = 4;

    private readonly LocalFolder folder;
    private readonly LocalMetadata metadata;
    private readonly LocalFreeSpace space;
    private readonly LocalStorageOptions options;
    private readonly TimeProvider time;
    private readonly StripedLock writers = new();

    internal LocalObjects(LocalFolder folder, LocalFreeSpace space, LocalStorageOptions options, TimeProvider time)
    {
        this.folder = folder;
        this.space = space;
        this.options = options;
        this.time = time;
        metadata = new LocalMetadata(folder);
    }

    /// <summary>The maximum size of an object that <see cref="WriteAsync"/> accepts, in bytes.</summary>
    public long MaxObjectBytes => options.MaxObjectBytes;

    internal StripedLock Writers => writers;

    /// <inheritdoc/>
    public async Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken)
    {
        await using var found = Open(key);
        return found?.Stored;
    }

    /// <inheritdoc/>
    public async Task<Stream?> OpenReadAsync(string key, long offset, long? length, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfLessThan(length ?? 1, 1, nameof(length));
        if (Open(key) is not { } found)
        {
            return null;
        }

        if (offset > 0 && offset >= found.Stored.Length)
        {
            await found.DisposeAsync();
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"The object has {found.Stored.Length} bytes.");
        }

        found.Content.Seek(offset, SeekOrigin.Begin);
        return length is { } count ? new BoundedStream(found.Content, count) : found.Content;
    }

    /// <summary>Opens an object with its metadata; null if there is none.</summary>
    /// <exception cref="StorageException">The folder could not be read.</exception>
    public LocalObject? Open(string key)
    {
        var path = folder.ObjectPath(key);
        try
        {
            return OpenFile(key, path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException || Directory.Exists(path))
        {
            return null;
        }
        catch (Exception exception) when (LocalFailure.IsFileSystem(exception))
        {
            throw LocalFailure.Wrap(exception);
        }
    }

    /// <inheritdoc/>
    public async Task<StoredObject> PutAsync(string key, ReadOnlyMemory<byte> content, string contentType, string? cacheControl, CancellationToken cancellationToken)
    {
        try
        {
            space.Require(content.Length);
            await using var file = new PendingFile(folder);
            await file.Stream.WriteAsync(content, cancellationToken);
            var received = new ReceivedContent(content.Length, Convert.ToHexStringLower(SHA256.HashData(content.Span)));
            return await PlaceAsync(file, key, received, contentType, cacheControl, cancellationToken);
        }
        catch (Exception exception) when (LocalFailure.IsFileSystem(exception))
        {
            throw LocalFailure.Wrap(exception);
        }
    }

    /// <summary>Stores a request body as an object, all of it or nothing.</summary>
    /// <param name="key">The key.</param>
    /// <param name="content">The request body.</param>
    /// <param name="declaredLength">The declared length; null if unknown.</param>
    /// <param name="contentType">The content type.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="mayReplace">Whether what is stored, or nothing, may be replaced; null for always. Asked before the first byte is read, and again before the object is stored.</param>
    /// <exception cref="IncomingBytesException">The body is larger than the limit, not as long as declared, or incomplete.</exception>
    /// <exception cref="StorageException">The disk is full or not writable; or, with <see cref="StorageError.PreconditionFailed"/>, the object may not be stored.</exception>
    public async Task<StoredObject> WriteAsync(
        string key, Stream content, long? declaredLength, string contentType, CancellationToken cancellationToken, Func<StoredObject?, bool>? mayReplace = null)
    {
        try
        {
            CheckWrite(key, mayReplace);
            space.Require(declaredLength ?? 0);
            await using var file = new PendingFile(folder);
            var received = await IncomingBytes.CopyAsync(content, file.Stream, declaredLength, options.MaxObjectBytes, cancellationToken);
            return await PlaceAsync(file, key, received, contentType, CacheRules.Media, cancellationToken, () => CheckWrite(key, mayReplace));
        }
        catch (Exception exception) when (LocalFailure.IsFileSystem(exception))
        {
            throw LocalFailure.Wrap(exception);
        }
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var path = folder.ObjectPath(key);
        using var exclusive = await writers.EnterAsync(key, cancellationToken);
        try
        {
            if (File.Exists(path))
            {
                File.Delete(path);
                Posix.FlushDirectory(Path.GetDirectoryName(path)!);
            }

            metadata.Remove(key);
        }
        catch (Exception exception) when (LocalFailure.IsFileSystem(exception))
        {
            throw LocalFailure.Wrap(exception);
        }
    }

    /// <inheritdoc/>
    public Task<int> DeletePrefixAsync(string prefix, CancellationToken cancellationToken)
    {
        var name = ObjectKey.CheckPrefix(prefix)[..^1];
        try
        {
            var removed = RemoveTree(folder.ObjectPath(name));
            RemoveTree(folder.MetadataPath(name));
            return Task.FromResult(removed);
        }
        catch (Exception exception) when (LocalFailure.IsFileSystem(exception))
        {
            throw LocalFailure.Wrap(exception);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var root = folder.ObjectPath(ObjectKey.CheckPrefix(prefix)[..^1]);
        await Task.CompletedTask;
        foreach (var path in Files(root))
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Files that no key names are not the product's.
            if (Path.GetRelativePath(folder.Objects, path).Replace(Path.DirectorySeparatorChar, '/') is var key && ObjectKey.IsValid(key))
            {
                yield return key;
            }
        }
    }

    /// <summary>Moves a written file to its key. The rename is the moment at which the object is stored.</summary>
    internal async Task<StoredObject> PlaceAsync(
        PendingFile file, string key, ReceivedContent received, string contentType, string? cacheControl, CancellationToken cancellationToken, Action? check = null)
    {
        var path = folder.ObjectPath(key);
        using var exclusive = await writers.EnterAsync(key, cancellationToken);
        check?.Invoke();
        var older = metadata.Files(key);
        var description = new ObjectDescription(contentType, received.Sha256, cacheControl);
        var version = new LocalVersion(time.GetUtcNow(), received.Length);
        while (!await metadata.TryAddAsync(key, version, description, cancellationToken))
        {
            version = version with { LastModified = version.LastModified.AddTicks(1) };
        }

        await file.SealAsync(version.LastModified, cancellationToken);
        file.Commit(path, createFolders: true);
        foreach (var obsolete in older)
        {
            File.Delete(obsolete);
        }

        return new StoredObject(key, received.Length, contentType, received.Sha256, version.LastModified) { Sha256 = received.Sha256 };
    }

    private void CheckWrite(string key, Func<StoredObject?, bool>? mayReplace)
    {
        if (metadata.IsSealed(key))
        {
            throw new StorageException(StorageError.PreconditionFailed, "The upload to this address is complete; nothing replaces what is stored.");
        }

        if (mayReplace is not null)
        {
            var found = Open(key);
            found?.Content.Dispose();
            if (!mayReplace(found?.Stored))
            {
                throw new StorageException(StorageError.PreconditionFailed, "What is stored at this address does not fulfil the conditions of the request.");
            }
        }
    }

    private LocalObject OpenFile(string key, string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferBytes, FileOptions.Asynchronous);
            var version = new LocalVersion(new DateTimeOffset(File.GetLastWriteTimeUtc(file.SafeFileHandle)), file.Length);
            if (metadata.Find(key, version) is { } description)
            {
                var stored = new StoredObject(key, version.Length, description.ContentType, description.ETag, version.LastModified) { Sha256 = description.ETag };
                return new LocalObject(file, stored, description.CacheControl);
            }

            if (attempt == ReadAttempts)
            {
                // The file has no description: an operator copied it there.
                var tag = FormattableString.Invariant($"{version.LastModified.UtcTicks:x}-{version.Length:x}");
                return new LocalObject(file, new(key, version.Length, ContentTypes.Of(key), tag, version.LastModified), CacheControl: null);
            }

            // A newer version replaced this one and its description: open again.
            file.Dispose();
        }
    }

    private static IEnumerable<string> Files(string root)
    {
        try
        {
            return Directory.Exists(root) ? Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories) : [];
        }
        catch (Exception exception) when (LocalFailure.IsFileSystem(exception))
        {
            throw LocalFailure.Wrap(exception);
        }
    }

    private int RemoveTree(string path)
    {
        if (folder.TryRetire(path) is not { } retired)
        {
            return 0;
        }

        var files = Directory.EnumerateFiles(retired, "*", SearchOption.AllDirectories).Count();
        Directory.Delete(retired, recursive: true);
        return files;
    }
}
