using System.Security.Cryptography;
using Kubrick.Contracts.Processing;
using Kubrick.Storage;

namespace Kubrick.Transcoder.Processing;

/// <summary>Stores derived files. A file that is stored again replaces the first, which has the same bytes.</summary>
internal static class DerivedStorage
{
    private const int MaxWhole = 8 << 20;

    /// <summary>Stores a file.</summary>
    /// <param name="place">Where the recording lies.</param>
    /// <param name="kind">One of <see cref="DerivedKinds"/>.</param>
    /// <param name="key">The key.</param>
    /// <param name="path">The file.</param>
    /// <param name="mimeType">Its content type.</param>
    /// <param name="parentSha256">The hash of the file that it was made from.</param>
    /// <param name="cancellationToken">Cancels; nothing is stored under the key then, or the whole file.</param>
    /// <exception cref="StorageException">The storage refused or could not be reached.</exception>
    public static async Task<DerivedFile> StoreAsync(
        StoragePlace place, string kind, string key, string path, string mimeType, string parentSha256, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
        var sha256 = file.Length <= MaxWhole
            ? await StoreWholeAsync(place.Writer, file, key, mimeType, cancellationToken)
            : await StorePartsAsync(place, file, key, mimeType, cancellationToken);
        return new DerivedFile(kind, key, mimeType, file.Length, sha256, parentSha256);
    }

    private static async Task<string> StoreWholeAsync(IObjectWriter objects, FileStream file, string key, string mimeType, CancellationToken cancellationToken)
    {
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, cancellationToken);
        await objects.PutAsync(key, bytes, mimeType, CacheRules.Media, cancellationToken);
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    private static async Task<string> StorePartsAsync(StoragePlace place, FileStream file, string key, string mimeType, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var session = await place.Multipart.StartAsync(key, mimeType, cancellationToken);
        try
        {
            var parts = new List<UploadedPart>();
            var buffer = new byte[session.PartSize];
            int read;
            while ((read = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                parts.Add(await place.Multipart.PutPartAsync(session, parts.Count + 1, buffer.AsMemory(0, read), cancellationToken));
            }

            await place.Uploads.CompleteAsync(session, parts, cancellationToken);
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch
        {
            await AbandonAsync(place.Uploads, session);
            throw;
        }
    }

    // The bucket's own rule removes what cannot be removed now.
    private static async Task AbandonAsync(IResumableUploads uploads, UploadSession session)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await uploads.AbortAsync(session, timeout.Token);
        }
        catch (Exception exception) when (exception is StorageException or OperationCanceledException)
        {
        }
    }
}
