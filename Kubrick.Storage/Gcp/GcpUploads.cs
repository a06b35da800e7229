using Google.Cloud.Storage.V1;
using Kubrick.Storage.Keys;
using GcsObject = Google.Apis.Storage.v1.Data.Object;

namespace Kubrick.Storage.Gcp;

/// <summary>
/// GCS's resumable uploads. The id of an upload is the URI of its session. Parts go in order and have no ETags; the object is stored with its last byte.
/// </summary>
internal sealed class GcpUploads(GcpClient gcp, GcpSessions sessions, GcpObjects objects, GcpCaching caching, StorageOptions options, TimeProvider time)
    : IResumableUploads, IMultipartWriter
{
    /// <summary>The time after which GCS forgets a session.</summary>
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(7);

    public Task<UploadSession> StartAsync(UploadRequest request, CancellationToken cancellationToken) =>
        StartAsync(
            request.Key,
            request.ContentType,
            request.FileSize,
            request.FileSize is { } size ? PartSizes.For(size, options.PartSize) : options.OpenEndedPartSize,
            request.Origin,
            cancellationToken);

    public Task<UploadSession> StartAsync(string key, string contentType, CancellationToken cancellationToken) =>
        StartAsync(key, contentType, fileSize: null, options.WriterPartSize, origin: null, cancellationToken);

    /// <summary>The URI of the session takes every part, with <c>Content-Range</c>. It is a secret.</summary>
    public ValueTask<Uri> SignPartAsync(UploadSession session, int partNumber, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partNumber, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partNumber, PartSizes.MaxParts);
        return ValueTask.FromResult(AddressOf(session) ?? throw Gone());
    }

    /// <summary>
    /// Returns when the whole part is stored. Size decides whether a part is the last: parts before it are multiples of 256 KiB. A last part that is one
    /// itself leaves the upload open until <see cref="CompleteAsync"/>.
    /// </summary>
    public async Task<UploadedPart> PutPartAsync(UploadSession session, int partNumber, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partNumber, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partNumber, PartSizes.MaxParts);
        ArgumentOutOfRangeException.ThrowIfLessThan(content.Length, 1, nameof(content));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, session.PartSize, nameof(content));
        var offset = (partNumber - 1) * session.PartSize;
        var isLast = content.Length % PartSizes.Step != 0;
        var state = AddressOf(session) is { } address
            ? await sessions.SendAsync(address, offset, content, isLast, cancellationToken)
            : new SessionState.Gone();
        return state switch
        {
            SessionState.Gone => throw Gone(),
            SessionState.Complete { Bytes: { } bytes } when bytes < offset + content.Length =>
                throw new StorageException(StorageError.PartMismatch, $"The upload was completed with {bytes} bytes, before this part."),
            _ => new UploadedPart(partNumber, "", content.Length),
        };
    }

    public async Task<ReceivedParts?> FindReceivedAsync(UploadSession session, CancellationToken cancellationToken)
    {
        switch (await StateOfAsync(session, cancellationToken))
        {
            case SessionState.Open { Received: var received }:
                return Parts(session.PartSize, received, isComplete: false);
            case SessionState.Complete { Bytes: var bytes }:
                // GCS remembers a complete session longer than its object exists.
                return await objects.FindAsync(session.Key, cancellationToken) is { } stored && stored.Length == (bytes ?? stored.Length)
                    ? Parts(session.PartSize, stored.Length, isComplete: true)
                    : null;
            default:
                return null;
        }
    }

    /// <summary>
    /// Ends an upload of unknown size, if the parts name their lengths; any other is complete with its last byte. ETags are not compared: GCS has none.
    /// </summary>
    public async Task<StoredObject> CompleteAsync(UploadSession session, IReadOnlyList<UploadedPart> parts, CancellationToken cancellationToken)
    {
        var total = TotalOf(parts);
        var state = await StateOfAsync(session, cancellationToken);
        if (state is SessionState.Open { Received: > 0 and var received } && received == total)
        {
            state = await sessions.FinishAsync(AddressOf(session)!, received, cancellationToken);
        }

        if (state is SessionState.Open { Received: var incomplete })
        {
            throw new StorageException(StorageError.PartMismatch, $"The storage has {incomplete} bytes of the upload, which is not complete.");
        }

        // The session may have been forgotten since the object was stored.
        if (await objects.FindAsync(session.Key, cancellationToken) is not { } stored || (state is SessionState.Gone && total is not null && stored.Length != total))
        {
            throw Gone();
        }

        return total is null || stored.Length == total
            ? stored
            : throw new StorageException(StorageError.PartMismatch, $"The object has {stored.Length} bytes, but the parts have {total}.");
    }

    /// <summary>An upload whose last byte has arrived is an object, and stays one.</summary>
    public async Task AbortAsync(UploadSession session, CancellationToken cancellationToken)
    {
        if (AddressOf(session) is { } address)
        {
            await sessions.CancelAsync(address, cancellationToken);
        }
    }

    private async Task<UploadSession> StartAsync(
        string key, string contentType, long? fileSize, long partSize, string? origin, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        var target = new GcsObject { Bucket = gcp.Bucket, Name = key, ContentType = contentType, CacheControl = caching.Media };
        var upload = new UploadObjectOptions { Origin = origin };
        var address = await gcp.CallAsync((client, cancel) => client.InitiateUploadSessionAsync(target, fileSize, upload, cancel), cancellationToken);
        var lifetime = options.UploadLifetime < LongestLifetime ? options.UploadLifetime : LongestLifetime;
        return new UploadSession(key, address.AbsoluteUri, partSize, time.GetUtcNow() + lifetime);
    }

    private async Task<SessionState> StateOfAsync(UploadSession session, CancellationToken cancellationToken)
    {
        ObjectKey.Check(session.Key);
        return AddressOf(session) is { } address ? await sessions.FindAsync(address, cancellationToken) : new SessionState.Gone();
    }

    /// <summary>The session's URI; null for an id that is none of this storage, to which no request must go.</summary>
    private Uri? AddressOf(UploadSession session) =>
        Uri.TryCreate(session.UploadId, UriKind.Absolute, out var address)
        && address.Scheme == gcp.Address.Scheme
        && (address.Authority == gcp.Address.Authority || (gcp.Address == GcpStorageOptions.Google && address.Host.EndsWith(".googleapis.com", StringComparison.Ordinal)))
        && address.AbsolutePath.Contains($"/b/{gcp.Bucket}/", StringComparison.Ordinal)
            ? address
            : null;

    /// <summary>The whole parts in a number of bytes, from the first on.</summary>
    private static ReceivedParts Parts(long partSize, long bytes, bool isComplete)
    {
        var count = isComplete ? PartSizes.Count(bytes, partSize) : (int)(bytes / partSize);
        var parts = Enumerable.Range(1, count).Select(number => new UploadedPart(number, "", Math.Min(partSize, bytes - ((number - 1) * partSize))));
        return new ReceivedParts([.. parts], bytes) { IsComplete = isComplete };
    }

    private static long? TotalOf(IReadOnlyList<UploadedPart> parts) =>
        parts.Count > 0 && PartList.Sort(parts).All(part => part.Length is not null) ? parts.Sum(part => part.Length) : null;

    private static StorageException Gone() => new(StorageError.UploadNotFound, "The upload was aborted, or has expired.");
}
