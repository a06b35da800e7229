using Kubrick.Storage.Keys;

namespace Kubrick.Storage.Local;

/// <summary>Multipart uploads of the provider <c>local</c>: one folder per session, one file per part.</summary>
public sealed class LocalUploads : IResumableUploads, IMultipartWriter
{
    private readonly LocalFolder folder;
    private readonly LocalObjects objects;
    private readonly LocalFreeSpace space;
    private readonly LocalUrlSigner signer;
    private readonly StorageOptions options;
    private readonly TimeProvider time;
    private readonly StripedLock sessions = new();
    private readonly StripedLock completions = new();

    internal LocalUploads(LocalFolder folder, LocalObjects objects, LocalFreeSpace space, LocalUrlSigner signer, StorageOptions options, TimeProvider time)
    {
        this.folder = folder;
        this.objects = objects;
        this.space = space;
        this.signer = signer;
        this.options = options;
        this.time = time;
    }

    /// <inheritdoc/>
    public Task<UploadSession> StartAsync(UploadRequest request, CancellationToken cancellationToken) =>
        request.FileSize is { } size
            ? StartAsync(request.Key, request.ContentType, size, PartSizes.For(size, options.PartSize), size, cancellationToken)
            : StartOpenEndedAsync(request.Key, request.ContentType, options.OpenEndedPartSize, cancellationToken);

    /// <inheritdoc/>
    public Task<UploadSession> StartAsync(string key, string contentType, CancellationToken cancellationToken) =>
        StartOpenEndedAsync(key, contentType, options.WriterPartSize, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Uri> SignPartAsync(UploadSession session, int partNumber, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partNumber, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partNumber, PartSizes.MaxParts);
        return ValueTask.FromResult(signer.SignPart(session.Key, session.UploadId, partNumber));
    }

    /// <inheritdoc/>
    public ValueTask<SignedPart> SignPartAsync(UploadSession session, int partNumber, PartChecksum checksum, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partNumber, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partNumber, PartSizes.MaxParts);
        return ValueTask.FromResult(new SignedPart(signer.SignPart(session.Key, session.UploadId, partNumber, checksum), SignedPart.NoHeaders));
    }

    /// <summary>Stores a request body as one part of an upload, all of it or nothing. A part that is sent again replaces the first.</summary>
    /// <param name="key">The session's key.</param>
    /// <param name="uploadId">The session.</param>
    /// <param name="partNumber">From 1 to the number of parts in the declared size.</param>
    /// <param name="content">The request body.</param>
    /// <param name="declaredLength">The declared length; null if unknown.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="expected">The checksums that the part must have; null for any.</param>
    /// <exception cref="IncomingBytesException">The body is larger than a part, not as long as declared, or incomplete, or has another checksum.</exception>
    /// <exception cref="StorageException">
    /// With <see cref="StorageError.UploadNotFound"/>: the upload is gone; <see cref="StorageError.PartMismatch"/>: it has no part with that number.
    /// </exception>
    public async Task<UploadedPart> ReceivePartAsync(
        string key, string uploadId, int partNumber, Stream content, long? declaredLength, CancellationToken cancellationToken, PartChecksum? expected = null)
    {
        if (Find(key, uploadId) is not { } session || IsExpired(session))
        {
            throw Gone();
        }

        if (partNumber < 1 || partNumber > session.PartCount)
        {
            throw new StorageException(StorageError.PartMismatch, $"The upload has parts 1 to {session.PartCount}.");
        }

        try
        {
            space.Require(declaredLength ?? 0);
            await using var file = new PendingFile(folder);
            var received = await IncomingBytes.CopyAsync(content, file.Stream, declaredLength, session.PartSize, cancellationToken, expected);
            await file.SealAsync(time.GetUtcNow(), cancellationToken);

            var directory = DirectoryOf(uploadId);
            var name = LocalParts.FileName(partNumber, received.Sha256);
            using var exclusive = await sessions.EnterAsync(uploadId, cancellationToken);
            file.Commit(Path.Combine(directory, name), createFolders: false);
            LocalParts.RemoveReplaced(directory, partNumber, kept: name);
            return new UploadedPart(partNumber, received.Sha256, received.Length);
        }
        catch (DirectoryNotFoundException)
        {
            // The upload was completed or aborted in the meantime.
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
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, session.PartSize, nameof(content));
        using var stream = new MemoryStream(content.ToArray(), writable: false);
        return await ReceivePartAsync(session.Key, session.UploadId, partNumber, stream, content.Length, cancellationToken);
    }

    /// <summary>The parts that have arrived, wherever they are. Those of an expired upload are found until it is removed.</summary>
    public async Task<ReceivedParts?> FindReceivedAsync(UploadSession session, CancellationToken cancellationToken)
    {
        try
        {
            if (Find(session.Key, session.UploadId) is null
                || LocalParts.Find(DirectoryOf(session.UploadId)) is not { } parts
                || await FindPlacedAsync(session, cancellationToken) is not null
                // It may have been completed while its parts were listed.
                || Find(session.Key, session.UploadId) is null)
            {
                return null;
            }

            UploadedPart[] received = [.. parts.Values.Select(part => new UploadedPart(part.Number, part.ETag, part.Length))];
            return new ReceivedParts(received, received.Sum(part => part.Length ?? 0));
        }
        catch (Exception exception) when (LocalFailure.IsFileSystem(exception))
        {
            throw LocalFailure.Wrap(exception);
        }
    }

    /// <inheritdoc/>
    public async Task<byte[]?> PeekAsync(UploadSession session, int count, CancellationToken cancellationToken)
    {
        try
        {
            if (Find(session.Key, session.UploadId) is null || LocalParts.Find(DirectoryOf(session.UploadId))?.GetValueOrDefault(1) is not { } first)
            {
                return null;
            }

            await using var file = new FileStream(first.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0, FileOptions.Asynchronous);
            var start = new byte[Math.Min(count, first.Length)];
            var read = await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
            return start[..read];
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // The part was replaced, or the upload was joined or completed in the meantime.
            return null;
        }
        catch (Exception exception) when (LocalFailure.IsFileSystem(exception))
        {
            throw LocalFailure.Wrap(exception);
        }
    }

    /// <inheritdoc/>
    public Task<StoredObject> CompleteAsync(UploadSession session, IReadOnlyList<UploadedPart> parts, CancellationToken cancellationToken) =>
        CompleteAsync(session, parts, sha256: null, cancellationToken);

    /// <inheritdoc/>
    public async Task<StoredObject> CompleteAsync(UploadSession session, IReadOnlyList<UploadedPart> parts, string? sha256, CancellationToken cancellationToken)
    {
        using var withinProcess = await completions.EnterAsync(session.UploadId, cancellationToken);
        await using var acrossProcesses = LocalSession.IsId(session.UploadId)
            ? await CompletionLock.EnterAsync(DirectoryOf(session.UploadId), cancellationToken)
            : null;
        try
        {
            if (Find(session.Key, session.UploadId) is not { } found)
            {
                // If the object exists, the upload was completed before and the answer was lost.
                return await objects.FindAsync(session.Key, cancellationToken) ?? throw Gone();
            }

            if (await FindPlacedAsync(session, cancellationToken) is { } placed)
            {
                Remove(session.UploadId);
                return placed;
            }

            var chosen = LocalParts.Choose(parts, LocalParts.Find(DirectoryOf(session.UploadId)) ?? [], session.PartSize);
            var joined = await new LocalJoin(folder, space, time, DirectoryOf(session.UploadId)).JoinAsync(chosen, sha256);
            await using var file = new PendingFile(folder, joined.FilePath);
            var content = new ReceivedContent(joined.Plan.Length, joined.Plan.Sha256);
            var stored = await objects.PlaceAsync(file, found.Key, content, found.ContentType, CacheRules.Media, CancellationToken.None);

            Remove(session.UploadId);
            return stored;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or StorageException { Error: StorageError.PartMismatch })
        {
            if (Find(session.Key, session.UploadId) is null && await objects.FindAsync(session.Key, cancellationToken) is { } stored)
            {
                // Another process completed it at the same time.
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

    private static StorageException Gone() => new(StorageError.UploadNotFound, "The upload was completed or aborted, or has expired.");

    /// <summary>The object of an upload that a crash ended after its parts were joined and before its session was removed; else null.</summary>
    private async Task<StoredObject?> FindPlacedAsync(UploadSession session, CancellationToken cancellationToken) =>
        JoinState.Find(DirectoryOf(session.UploadId)) is { MayBePlaced: true, Plan: var plan }
        && await objects.FindAsync(session.Key, cancellationToken) is { } stored && stored.Sha256 == plan.Sha256 && stored.Length == plan.Length
            ? stored
            : null;

    /// <summary>As many parts as an upload can have.</summary>
    private Task<UploadSession> StartOpenEndedAsync(string key, string contentType, long partSize, CancellationToken cancellationToken) =>
        StartAsync(key, contentType, partSize * PartSizes.MaxParts, partSize, requiredSpace: partSize, cancellationToken);

    private async Task<UploadSession> StartAsync(
        string key, string contentType, long fileSize, long partSize, long requiredSpace, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        var now = time.GetUtcNow();
        var session = new LocalSession(key, contentType, fileSize, partSize, now + options.UploadLifetime);
        var uploadId = Guid.NewGuid().ToString("N");
        try
        {
            space.Require(requiredSpace);
            await session.WriteAsync(folder, DirectoryOf(uploadId), now, cancellationToken);
        }
        catch (Exception exception) when (LocalFailure.IsFileSystem(exception))
        {
            throw LocalFailure.Wrap(exception);
        }

        return new UploadSession(key, uploadId, session.PartSize, session.ExpiresAt);
    }

    /// <summary>The session; null if it has another key, or has expired and nothing has arrived.</summary>
    private LocalSession? Find(string key, string uploadId) =>
        LocalSession.IsId(uploadId) && LocalSession.Read(DirectoryOf(uploadId)) is { } session && session.Key == key && (!IsExpired(session) || LocalParts.AreIn(DirectoryOf(uploadId)))
            ? session
            : null;

    private bool IsExpired(LocalSession session) => session.ExpiresAt <= time.GetUtcNow();

    private void Remove(string uploadId)
    {
        if (folder.TryRetire(DirectoryOf(uploadId)) is { } retired)
        {
            Directory.Delete(retired, recursive: true);
        }
    }

    private string DirectoryOf(string uploadId) => Path.Combine(folder.Uploads, uploadId);
}
