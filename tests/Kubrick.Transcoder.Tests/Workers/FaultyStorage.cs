using Kubrick.Storage;

namespace Kubrick.Transcoder.Tests.Workers;

/// <summary>A storage that first does with every object what the test says: it may throw.</summary>
internal sealed class FaultyStorage(IObjectWriter storage, Action<string> before) : IObjectWriter
{
    public Task<StoredObject> PutAsync(string key, ReadOnlyMemory<byte> content, string contentType, string? cacheControl, CancellationToken cancellationToken)
    {
        before(key);
        return storage.PutAsync(key, content, contentType, cacheControl, cancellationToken);
    }
}
