namespace Kubrick.Storage;

/// <summary>
/// Signs URLs that allow their bearer one operation on one object until they expire. They are absolute, or relative to
/// the public origin with the provider <c>local</c> (the gateway routes them to Uploads).
/// </summary>
public interface IUrlSigner
{
    /// <summary>A URL that reads an object (GET and Range; HEAD with the provider <c>local</c>).</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="lifetime">The time until it expires; null for the configured default (2 h).</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<Uri> SignReadAsync(string key, TimeSpan? lifetime, CancellationToken cancellationToken) => SignReadAsync(key, lifetime, download: null, cancellationToken);

    /// <summary>The same for a download: the response has a <c>Content-Disposition</c> with this file name. The signature covers it.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="lifetime">The time until it expires; null for the configured default (2 h).</param>
    /// <param name="download">The file name; null for an object that a browser shows.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="contentType">The content type of the response, where the object was stored with a wrong one; null for the stored one. The signature covers it.</param>
    ValueTask<Uri> SignReadAsync(string key, TimeSpan? lifetime, DownloadName? download, CancellationToken cancellationToken, string? contentType = null);

    /// <summary>A URL that stores an object by PUT with exactly this content type.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="contentType">The content type that the PUT must have.</param>
    /// <param name="lifetime">The time until it expires; null for the configured default (1 h).</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<Uri> SignWriteAsync(string key, string contentType, TimeSpan? lifetime, CancellationToken cancellationToken);
}
