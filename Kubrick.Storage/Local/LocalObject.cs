namespace Kubrick.Storage.Local;

/// <summary>An object that is open for reading. Disposing closes it.</summary>
/// <param name="Content">The bytes, seekable.</param>
/// <param name="Stored">The metadata of the same version.</param>
/// <param name="CacheControl">The Cache-Control header that it was stored with; null for none.</param>
public sealed record LocalObject(FileStream Content, StoredObject Stored, string? CacheControl) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
