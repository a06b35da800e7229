using System.Security.Cryptography;

namespace Kubrick.Storage;

/// <summary>
/// Copies objects to another place. Every copy is proved: its bytes are read back from the storage, and must have the size and the SHA-256 of the bytes that were read
/// from the first place. One part of a large object is in memory at a time.
/// </summary>
/// <param name="from">Where the objects are.</param>
/// <param name="to">Where they are copied to, under the same keys.</param>
/// <param name="beforeStoring">Called before an object appears under its key; it throws if nothing may be stored there any more. Null for no such check.</param>
public sealed class ObjectCopier(StoragePlace from, StoragePlace to, Func<CancellationToken, Task>? beforeStoring = null)
{
    /// <summary>The largest object that is copied with one request.</summary>
    private const long WholeBytes = 8L << 20;

    private const int BufferBytes = 128 << 10;

    /// <summary>How long a storage may take for the next bytes of an object.</summary>
    private static readonly TimeSpan StallTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Copies one object, unless an equal one is there; null if there is none. Safe to repeat.</summary>
    /// <exception cref="ArgumentException">No object has this key.</exception>
    /// <exception cref="StorageException">
    /// A storage failed; or, with <see cref="StorageError.ChecksumMismatch"/>, the bytes that were read back are others.
    /// </exception>
    public async Task<CopiedObject?> CopyAsync(string key, CancellationToken cancellationToken)
    {
        if (await from.Reader.FindAsync(key, cancellationToken) is not { } source)
        {
            return null;
        }

        if (await to.Reader.FindAsync(key, cancellationToken) is { } there && there.Length == source.Length && IsSameType(there, source)
            && await HashAsync(from, key, cancellationToken) is var (length, hash)
            && await HashAsync(to, key, cancellationToken) == (length, hash))
        {
            return new CopiedObject(source, hash, WasThere: true);
        }

        var written = source.Length <= WholeBytes ? await CopyWholeAsync(source, cancellationToken) : await CopyPartsAsync(source, cancellationToken);
        var readBack = await HashAsync(to, key, cancellationToken);
        return readBack == (source.Length, written)
            ? new CopiedObject(source, written, WasThere: false)
            : throw new StorageException(
                StorageError.ChecksumMismatch, $"The copy of '{key}' has other bytes than the original: {readBack.Length} bytes instead of {source.Length}, or another SHA-256.");
    }

    private Task CheckAsync(CancellationToken cancellationToken) => beforeStoring?.Invoke(cancellationToken) ?? Task.CompletedTask;

    private async Task<string> CopyWholeAsync(StoredObject source, CancellationToken cancellationToken)
    {
        var content = new byte[source.Length];
        await using var stream = await OpenAsync(from, source.Key, cancellationToken);
        Expect(source, await FillAsync(stream, content, cancellationToken));
        await CheckAsync(cancellationToken);
        await to.Writer.PutAsync(source.Key, content, source.ContentType, CachingOf(source), cancellationToken);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }

    private async Task<string> CopyPartsAsync(StoredObject source, CancellationToken cancellationToken)
    {
        var session = await to.Multipart.StartAsync(source.Key, source.ContentType, cancellationToken);
        if (source.Length > session.PartSize * PartSizes.MaxParts)
        {
            // Its parts would be too many; those of an upload with a known size grow.
            await to.Uploads.AbortAsync(session, cancellationToken);
            session = await to.Uploads.StartAsync(new UploadRequest(source.Key, source.ContentType, source.Length, Origin: null), cancellationToken);
        }

        try
        {
            var (hash, parts) = await PutPartsAsync(source, session, cancellationToken);
            await CheckAsync(cancellationToken);
            await to.Uploads.CompleteAsync(session, parts, cancellationToken);
            return hash;
        }
        catch
        {
            await TryAbortAsync(session);
            throw;
        }
    }

    private async Task<(string Sha256, IReadOnlyList<UploadedPart> Parts)> PutPartsAsync(StoredObject source, UploadSession session, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var parts = new List<UploadedPart>();
        var buffer = new byte[session.PartSize];
        var total = 0L;
        await using var stream = await OpenAsync(from, source.Key, cancellationToken);
        for (int count; (count = await FillAsync(stream, buffer, cancellationToken)) > 0; total += count)
        {
            hash.AppendData(buffer, 0, count);
            // Some providers store the object with its last part.
            await CheckAsync(cancellationToken);
            parts.Add(await to.Multipart.PutPartAsync(session, parts.Count + 1, buffer.AsMemory(0, count), cancellationToken));
        }

        Expect(source, total);
        return (Convert.ToHexStringLower(hash.GetHashAndReset()), parts);
    }

    /// <summary>What a kill leaves, the storage removes when the upload expires.</summary>
    private async Task TryAbortAsync(UploadSession session)
    {
        try
        {
            await to.Uploads.AbortAsync(session, CancellationToken.None);
        }
        catch (StorageException)
        {
        }
    }

    private static async Task<(long Length, string Sha256)> HashAsync(StoragePlace place, string key, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        var length = 0L;
        await using var stream = await OpenAsync(place, key, cancellationToken);
        for (int count; (count = await FillAsync(stream, buffer, cancellationToken)) > 0; length += count)
        {
            hash.AppendData(buffer, 0, count);
        }

        return (length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static async Task<Stream> OpenAsync(StoragePlace place, string key, CancellationToken cancellationToken) =>
        await place.Reader.OpenReadAsync(key, 0, null, cancellationToken)
        ?? throw new StorageException(StorageError.Unavailable, $"The object '{key}' was removed while it was being copied.");

    /// <summary>Reads until the buffer is full or the object ends; a storage that stops sending is a failure.</summary>
    private static async Task<int> FillAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var stalled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var filled = 0;
            while (filled < buffer.Length)
            {
                stalled.CancelAfter(StallTimeout);
                var count = await stream.ReadAsync(buffer[filled..], stalled.Token);
                if (count == 0)
                {
                    break;
                }

                filled += count;
            }

            return filled;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new StorageException(StorageError.Unavailable, "The storage stopped sending an object.", exception);
        }
    }

    private static void Expect(StoredObject source, long length)
    {
        if (length != source.Length)
        {
            throw new StorageException(StorageError.Unavailable, $"The object '{source.Key}' has {source.Length} bytes, but {length} were received.");
        }
    }

    private static bool IsSameType(StoredObject one, StoredObject other) => string.Equals(one.ContentType, other.ContentType, StringComparison.OrdinalIgnoreCase);

    /// <summary>The caching of the copy, as <c>docs/storage.md</c> defines it; a storage does not report that of the original.</summary>
    private static string CachingOf(StoredObject source) => source.ContentType.Contains("mpegurl", StringComparison.OrdinalIgnoreCase) ? CacheRules.Playlist : CacheRules.Media;
}

/// <summary>An object whose copy is proved.</summary>
/// <param name="Source">The original.</param>
/// <param name="Sha256">The SHA-256 of both, in lower-case hex.</param>
/// <param name="WasThere">Whether the copy was there already.</param>
public sealed record CopiedObject(StoredObject Source, string Sha256, bool WasThere);
