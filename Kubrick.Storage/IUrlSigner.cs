namespace Kubrick.Storage;

/// <summary>
/// Makes URLs that let whoever holds them do one thing with one object until they expire. The answer is absolute, or relative to
/// the public origin with the provider <c>local</c> (the gateway routes it to Uploads).
/// </summary>
public interface IUrlSigner
{
    /// <summary>A URL that reads an object (GET and HEAD, Range).</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="lifetime">How long it lasts; null for the configured default (2 h).</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<Uri> SignReadAsync(string key, TimeSpan? lifetime, CancellationToken cancellationToken);

    /// <summary>A URL that stores an object by PUT with exactly this content type.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="contentType">The content type that the PUT must carry.</param>
    /// <param name="lifetime">How long it lasts; null for the configured default (1 h).</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<Uri> SignWriteAsync(string key, string contentType, TimeSpan? lifetime, CancellationToken cancellationToken);
}
