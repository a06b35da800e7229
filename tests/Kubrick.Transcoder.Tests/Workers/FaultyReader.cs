using Kubrick.Storage;

namespace Kubrick.Transcoder.Tests.Workers;

/// <summary>Calls the test before it opens an object.</summary>
internal sealed class FaultyReader(IObjectReader storage, Action<string> before) : IObjectReader
{
    public Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken) => storage.FindAsync(key, cancellationToken);

    public Task<Stream?> OpenReadAsync(string key, long offset, long? length, CancellationToken cancellationToken)
    {
        before(key);
        return storage.OpenReadAsync(key, offset, length, cancellationToken);
    }
}
