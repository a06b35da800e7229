using Kubrick.Storage;
using Kubrick.Storage.Local;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Recordings.Tests.Reconciliation;

/// <summary>The real reader, with a failure for one key.</summary>
internal sealed class FailingReader(IObjectReader inner, FailingReader.Key failing) : IObjectReader
{
    public static void Replace(IServiceCollection services, Key failing) =>
        services.AddSingleton<IObjectReader>(provider => new FailingReader(provider.GetRequiredService<LocalObjects>(), failing));

    public Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken) =>
        key == failing.Value ? throw new StorageException(StorageError.Refused, "The storage refuses this key.") : inner.FindAsync(key, cancellationToken);

    public Task<Stream?> OpenReadAsync(string key, long offset, long? length, CancellationToken cancellationToken) =>
        inner.OpenReadAsync(key, offset, length, cancellationToken);

    internal sealed class Key
    {
        public volatile string? Value;
    }
}
