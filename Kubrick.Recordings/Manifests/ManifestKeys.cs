using Kubrick.Manifests.Signing;
using Microsoft.Extensions.Options;

namespace Kubrick.Recordings.Manifests;

/// <summary>The key that signs manifests, and the keys that verify them.</summary>
internal sealed partial class ManifestKeys(ManifestKeyStore store, IOptions<ManifestOptions> options, ILogger<ManifestKeys> logger) : IDisposable
{
    private readonly SemaphoreSlim loading = new(1);
    private IReadOnlyList<PublicKey> retired = [];
    private volatile SigningKey? signing;

    /// <summary>The key of the setting, or else of the database. It is published before it is used.</summary>
    public async ValueTask<SigningKey> SigningKeyAsync(CancellationToken cancellationToken)
    {
        if (signing is { } known)
        {
            return known;
        }

        await loading.WaitAsync(cancellationToken);
        try
        {
            return signing ??= await LoadAsync(cancellationToken);
        }
        finally
        {
            loading.Release();
        }
    }

    /// <summary>The published keys: those of the database, which includes the one that signs, and those of the setting.</summary>
    public async Task<JsonWebKeySet> PublishedAsync(CancellationToken cancellationToken)
    {
        _ = await SigningKeyAsync(cancellationToken);
        var published = await store.FindPublishedAsync(cancellationToken);
        return new JsonWebKeySet([.. published.Concat(retired).Distinct().Select(key => key.ToJson())]);
    }

    public void Dispose()
    {
        signing?.Dispose();
        loading.Dispose();
    }

    private async Task<SigningKey> LoadAsync(CancellationToken cancellationToken)
    {
        retired = options.Value.ReadRetiredKeys();
        var configured = options.Value.ReadSigningKey();
        var key = configured ?? await store.FindOrMakeAsync(cancellationToken);
        try
        {
            await store.PublishAsync(key.PublicKey, cancellationToken);
        }
        catch
        {
            key.Dispose();
            throw;
        }

        LogLoaded(key.PublicKey.Thumbprint, configured is null ? "database" : "setting");
        return key;
    }

    [LoggerMessage(LogLevel.Information, "Manifest key loaded: {Thumbprint}, from the {Origin}")]
    private partial void LogLoaded(string thumbprint, string origin);
}
