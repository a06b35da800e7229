using Kubrick.Storage;

namespace Kubrick.Transcoder.Tests.Workers;

/// <summary>A storage that calls the test before it stores an object; the test may throw.</summary>
internal sealed class FaultyStorage(IObjectWriter storage, Action<string> before) : IObjectWriter
{
    public Task<StoredObject> PutAsync(string key, ReadOnlyMemory<byte> content, string contentType, string? cacheControl, CancellationToken cancellationToken)
    {
        before(key);
        return storage.PutAsync(key, content, contentType, cacheControl, cancellationToken);
    }
}
