using Kubrick.Storage;
using Kubrick.Storage.Local;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Recordings.Tests.Reconciliation;

/// <summary>The real reader, whose bytes a test replaces.</summary>
internal sealed class BrokenReader
{
    /// <summary>What is read instead of an object; null for the object.</summary>
    public Func<Stream?>? Answer { get; set; }

    public void Replace(IServiceCollection services) =>
        services.AddSingleton<IObjectReader>(provider => new Reader(provider.GetRequiredService<LocalObjects>(), this));

    private sealed class Reader(IObjectReader inner, BrokenReader broken) : IObjectReader
    {
        public Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken) => inner.FindAsync(key, cancellationToken);

        public Task<Stream?> OpenReadAsync(string key, long offset, long? length, CancellationToken cancellationToken) =>
            broken.Answer is { } answer ? Task.FromResult(answer()) : inner.OpenReadAsync(key, offset, length, cancellationToken);
    }
}
