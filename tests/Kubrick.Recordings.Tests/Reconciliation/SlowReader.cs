using Kubrick.Storage;
using Kubrick.Storage.Local;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Recordings.Tests.Reconciliation;

/// <summary>The real reader, with an action before each answer.</summary>
internal sealed class SlowReader
{
    public Func<Task> BeforeAnswer { get; set; } = () => Task.CompletedTask;

    public void Replace(IServiceCollection services) =>
        services.AddSingleton<IObjectReader>(provider => new Reader(provider.GetRequiredService<LocalObjects>(), this));

    private sealed class Reader(IObjectReader inner, SlowReader slow) : IObjectReader
    {
        public async Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken)
        {
            await slow.BeforeAnswer();
            return await inner.FindAsync(key, cancellationToken);
        }

        public Task<Stream?> OpenReadAsync(string key, long offset, long? length, CancellationToken cancellationToken) =>
            inner.OpenReadAsync(key, offset, length, cancellationToken);
    }
}
