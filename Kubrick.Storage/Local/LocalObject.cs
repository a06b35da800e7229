namespace Kubrick.Storage.Local;

/// <summary>An object that is open for reading. Disposing closes it.</summary>
/// <param name="Content">Its bytes, seekable.</param>
/// <param name="Stored">What is known of it, of the same version as the bytes.</param>
/// <param name="CacheControl">The Cache-Control that it was stored with; null for none.</param>
public sealed record LocalObject(FileStream Content, StoredObject Stored, string? CacheControl) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
