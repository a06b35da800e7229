using System.Security.Cryptography;
using Kubrick.Storage.Keys;

namespace Kubrick.Storage.Local;

/// <summary>Multipart uploads of the provider <c>local</c>: one folder per session, one file per part.</summary>
public sealed class LocalUploads : IResumableUploads, IMultipartWriter
{
    private readonly LocalFolder folder;
    private readonly LocalObjects objects;
    private readonly LocalRoom room;
    private readonly LocalUrlSigner signer;
    private readonly StorageOptions options;
    private readonly TimeProvider time;
    private readonly StripedLock sessions = new();
    private readonly StripedLock completions = new();

    internal LocalUploads(LocalFolder folder, LocalObjects objects, LocalRoom room, LocalUrlSigner signer, StorageOptions options, TimeProvider time)
    {
        this.folder = folder;
        this.objects = objects;
        this.room = room;
        this.signer = signer;
        this.options = options;
        this.time = time;
    }

    /// <inheritdoc/>
    public Task<UploadSession> BeginAsync(UploadRequest request, CancellationToken cancellationToken) =>
        BeginAsync(request.Key, request.ContentType, request.FileSize, ChunkSizes.For(request.FileSize, options.ChunkSize), request.FileSize, cancellationToken);

    /// <inheritdoc/>
    public Task<UploadSession> BeginAsync(string key, string contentType, CancellationToken cancellationToken) =>
        BeginAsync(key, contentType, options.WriterPartSize * ChunkSizes.MaxParts, options.WriterPartSize, options.WriterPartSize, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Uri> SignPartAsync(UploadSession session, int partNumber, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partNumber, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partNumber, ChunkSizes.MaxParts);
        return ValueTask.FromResult(signer.SignPart(session.Key, session.UploadId, partNumber));
    }

    /// <summary>Stores what a client sends as one part of an upload, all of it or nothing. A part that comes again replaces the first.</summary>
    /// <param name="key">The key that the session was begun with.</param>
    /// <param name="uploadId">The session.</param>
    /// <param name="partNumber">From 1 to the number of parts that the declared size makes.</param>
    /// <param name="content">What the client sends.</param>
    /// <param name="declaredLength">The length that the client declared; null where it did not.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IncomingBytesException">More bytes than a part of this session has, not as many as declared, or they broke off.</exception>
    /// <exception cref="StorageException">
    /// With <see cref="StorageError.UploadNotFound"/>: the session is gone; <see cref="StorageError.PartMismatch"/>: it has no part of that number.
    /// </exception>
    public async Task<UploadedPart> ReceivePartAsync(
        string key, string uploadId, int partNumber, Stream content, long? declaredLength, CancellationToken cancellationToken)
    {
        var session = Find(key, uploadId) ?? throw Gone();
        if (partNumber < 1 || partNumber > session.PartCount)
        {
            throw new StorageException(StorageError.PartMismatch, $"The upload has parts 1 to {session.PartCount}.");
        }

        try
        {
            room.Require(declaredLength ?? 0);
            await using var file = new PendingFile(folder);
            var received = await IncomingBytes.CopyAsync(content, file.Stream, declaredLength, session.ChunkSize, cancellationToken);
            await file.SealAsync(time.GetUtcNow(), cancellationToken);

            var directory = DirectoryOf(uploadId);
            var name = LocalParts.FileName(partNumber, received.Sha256);
            using var turn = await sessions.EnterAsync(uploadId, cancellationToken);
            file.Commit(Path.Combine(directory, name), makeFolders: false);
            LocalParts.RemoveReplaced(directory, partNumber, kept: name);
            return new UploadedPart(partNumber, received.Sha256, received.Length);
        }
        catch (DirectoryNotFoundException)
        {
            // Completed or aborted while the part was on its way.
            throw Gone();
        }
        catch (Exception exception) when (LocalFailure.IsFileSystem(exception))
        {
            throw LocalFailure.Wrap(exception);
        }
    }

    /// <inheritdoc/>
    public async Task<UploadedPart> PutPartAsync(UploadSession session, int partNumber, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, session.ChunkSize, nameof(content));
        using var stream = new MemoryStream(content.ToArray(), writable: false);
        return await ReceivePartAsync(session.Key, session.UploadId, partNumber, stream, content.Length, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ReceivedBytes?> FindReceivedAsync(UploadSession session, CancellationToken cancellationToken)
    {
        try
        {
            if (Find(session.Key, session.UploadId) is null || LocalParts.Find(DirectoryOf(session.UploadId)) is not { } parts)
            {
                return Task.FromResult<ReceivedBytes?>(null);
            }

            UploadedPart[] received = [.. parts.Values.Select(part => new UploadedPart(part.Number, part.ETag, part.Length))];
            return Task.FromResult<ReceivedBytes?>(new ReceivedBytes(received, received.Sum(part => part.Length ?? 0)));
        }
        catch (Exception exception) when (LocalFailure.IsFileSystem(exception))
        {
            throw LocalFailure.Wrap(exception);
        }
    }

    /// <inheritdoc/>
    public async Task<StoredObject> CompleteAsync(UploadSession session, IReadOnlyList<UploadedPart> parts, CancellationToken cancellationToken)
    {
        using var turn = await completions.EnterAsync(session.UploadId, cancellationToken);
        await using var turnOfProcess = LocalSession.IsId(session.UploadId)
            ? await CompletionLock.EnterAsync(DirectoryOf(session.UploadId), cancellationToken)
            : null;
        try
        {
            if (Find(session.Key, session.UploadId) is not { } found)
            {
                // An answer that was lost: the object is there, the session is not.
                return await objects.FindAsync(session.Key, cancellationToken) ?? throw Gone();
            }

            var chosen = LocalPartChoice.Choose(parts, LocalParts.Find(DirectoryOf(session.UploadId)) ?? [], session.ChunkSize);
            room.Require(chosen.Sum(part => part.Length));
            await using var file = new PendingFile(folder);
            // A client that gives up waiting does not stop it: for a long recording no request may be patient enough, and every new one would
            // begin at the first byte. Who asks again waits for this one and finds the object.
            var content = await ConcatenateAsync(chosen, file.Stream, CancellationToken.None);
            var stored = await objects.PlaceAsync(file, found.Key, content, found.ContentType, CacheRules.Media, CancellationToken.None);

            // Only now: a crash before this leaves every part, so that completing can be asked again.
            Remove(session.UploadId);
            return stored;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or StorageException { Error: StorageError.PartMismatch })
        {
            if (Find(session.Key, session.UploadId) is null && await objects.FindAsync(session.Key, cancellationToken) is { } stored)
            {
                // Another process was asked to complete it at the same moment, and was faster.
                return stored;
            }

            throw exception as StorageException
                ?? new StorageException(StorageError.PartMismatch, "A part was replaced or removed while the upload was being completed.", exception);
        }
        catch (Exception exception) when (LocalFailure.IsFileSystem(exception))
        {
            throw LocalFailure.Wrap(exception);
        }
    }

    /// <inheritdoc/>
    public Task AbortAsync(UploadSession session, CancellationToken cancellationToken)
    {
        try
        {
            if (LocalSession.IsId(session.UploadId))
            {
                Remove(session.UploadId);
            }

            return Task.CompletedTask;
        }
        catch (Exception exception) when (LocalFailure.IsFileSystem(exception))
        {
            throw LocalFailure.Wrap(exception);
        }
    }

    private static StorageException Gone() => new(StorageError.UploadNotFound, "The upload is gone: completed, aborted or expired.");

    private static async Task<ReceivedContent> ConcatenateAsync(IReadOnlyList<LocalPart> parts, Stream target, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        var length = 0L;
        foreach (var part in parts)
        {
            await using var source = new FileStream(part.Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0, FileOptions.SequentialScan | FileOptions.Asynchronous);
            int read;
            while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                length += read;
            }
        }

        return new ReceivedContent(length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private async Task<UploadSession> BeginAsync(
        string key, string contentType, long mostBytes, long chunkSize, long neededNow, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        var now = time.GetUtcNow();
        var session = new LocalSession(key, contentType, mostBytes, chunkSize, now + options.UploadLifetime);
        var uploadId = Guid.NewGuid().ToString("N");
        try
        {
            room.Require(neededNow);
            await session.WriteAsync(folder, DirectoryOf(uploadId), now, cancellationToken);
        }
        catch (Exception exception) when (LocalFailure.IsFileSystem(exception))
        {
            throw LocalFailure.Wrap(exception);
        }

        return new UploadSession(key, uploadId, session.ChunkSize, session.ExpiresAt);
    }

    /// <summary>The session, where it is that key's and has not expired.</summary>
    private LocalSession? Find(string key, string uploadId) =>
        LocalSession.IsId(uploadId) && LocalSession.Read(DirectoryOf(uploadId)) is { } session && session.Key == key && session.ExpiresAt > time.GetUtcNow()
            ? session
            : null;

    private void Remove(string uploadId)
    {
        if (folder.TryRetire(DirectoryOf(uploadId)) is { } retired)
        {
            Directory.Delete(retired, recursive: true);
        }
    }

    private string DirectoryOf(string uploadId) => Path.Combine(folder.Uploads, uploadId);
}
