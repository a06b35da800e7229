using System.Collections.Concurrent;
using Kubrick.Recordings.Documents;
using Kubrick.Storage;
using Microsoft.Extensions.Options;
using MongoDB.Bson;

namespace Kubrick.Recordings.Resources;

/// <summary>
/// Signs the URLs of stored objects. Where a place has no key of its own, each signature is a request to another server: a URL is given to clients for half of its lifetime, and only
/// so many are signed at once. A place that cannot sign costs its recordings their URLs, and nothing else.
/// </summary>
internal sealed partial class SignedUrls(IOptions<StorageOptions> storage, TimeProvider clock, SigningMetrics metrics, ILogger<SignedUrls> logger) : IDisposable
{
    /// <summary>The most signatures at once, for all clients.</summary>
    public const int MaxAtOnce = 32;

    /// <summary>About 2 KB each.</summary>
    private const int MaxKept = 8192;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>For so long a place that could not sign is not asked again: a page has up to 500 URLs.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(15);

    private readonly SignedUrlCache cache = new(MaxKept);
    private readonly SemaphoreSlim slots = new(MaxAtOnce, MaxAtOnce);

    /// <summary>Until when places that could not sign are not asked again.</summary>
    private readonly ConcurrentDictionary<StorageLocation, DateTimeOffset> failing = new();

    /// <summary>The URL of an object of a recording; null if the place cannot sign it now, or if no object has such a key.</summary>
    /// <param name="place">Where the recording lies.</param>
    /// <param name="recording">The recording.</param>
    /// <param name="key">The object's key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="download">The file name of a download; null for an object that a browser shows.</param>
    public async ValueTask<Uri?> SignAsync(StoragePlace place, Recording recording, string key, CancellationToken cancellationToken, DownloadName? download = null)
    {
        // Some originals are stored with the content type of another container.
        var contentType = recording.IsMimeTypeCorrected && key == recording.StorageKey ? recording.MimeType : null;
        var wanted = new UrlKey(place.Location, key, recording.Version, download?.FileName, contentType);
        if (cache.Find(wanted, clock.GetUtcNow()) is { } kept)
        {
            return kept;
        }

        await slots.WaitAsync(cancellationToken);
        try
        {
            var now = clock.GetUtcNow();
            if (failing.TryGetValue(place.Location, out var until) && now < until)
            {
                return null;
            }

            var url = await SignAsync(place.Signer, key, download, contentType, cancellationToken);
            cache.Keep(wanted, new KeptUrl(url, now + (storage.Value.ReadUrlLifetime / 2)));
            Recover(place.Location);
            return url;
        }
        catch (ArgumentException)
        {
            // No object has a key that breaks the grammar.
            LogInvalidKey(recording.Id);
            return null;
        }
        catch (StorageException exception)
        {
            Fail(place.Location, exception);
            return null;
        }
        finally
        {
            slots.Release();
        }
    }

    public void Dispose() => slots.Dispose();

    private static async Task<Uri> SignAsync(IUrlSigner signer, string key, DownloadName? download, string? contentType, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Timeout);
        try
        {
            return await signer.SignReadAsync(key, lifetime: null, download, limited.Token, contentType);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StorageException(StorageError.Unavailable, "The URL was not signed in time.", exception);
        }
    }

    private void Fail(StorageLocation location, StorageException exception)
    {
        metrics.Failed(location.Provider);
        var until = clock.GetUtcNow() + RetryDelay;
        if (failing.TryAdd(location, until))
        {
            LogFailed(location.Provider, location.Bucket, exception.Message, exception);
        }
        else
        {
            failing[location] = until;
        }
    }

    private void Recover(StorageLocation location)
    {
        if (!failing.IsEmpty && failing.TryRemove(location, out _))
        {
            LogRecovered(location.Provider, location.Bucket);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Stored key invalid: recording {RecordingId}")]
    private partial void LogInvalidKey(ObjectId recordingId);

    [LoggerMessage(LogLevel.Warning, "Signing failed: recordings in {Provider} '{Bucket}' have no URLs until it succeeds again: {Reason}")]
    private partial void LogFailed(string provider, string bucket, string reason, Exception exception);

    [LoggerMessage(LogLevel.Information, "Signing succeeded again: {Provider} '{Bucket}'")]
    private partial void LogRecovered(string provider, string bucket);
}
