namespace Kubrick.Storage;

/// <summary>
/// Files that clients store with one PUT. They arrive beside their key, and move there when their upload is complete: the URL of such a PUT can be used again until it expires, and
/// never writes to what is complete.
/// </summary>
/// <param name="place">The place of the files.</param>
public sealed class StagedFiles(StoragePlace place)
{
    private const string Suffix = ".incoming";

    /// <summary>The key under which the file of another key arrives; in the same folder, because credentials may be restricted to folders.</summary>
    public static string KeyOf(string key) => key + Suffix;

    /// <summary>Signs a URL that stores the file by PUT with exactly this content type, and accepts such PUTs again if they were refused.</summary>
    /// <exception cref="StorageException">The storage refused or could not be reached.</exception>
    public async ValueTask<Uri> SignAsync(string key, string contentType, CancellationToken cancellationToken)
    {
        await place.Mover.UnsealAsync(KeyOf(key), cancellationToken);
        return await place.Signer.SignWriteAsync(KeyOf(key), contentType, lifetime: null, cancellationToken);
    }

    /// <summary>Removes a file that an earlier upload has left.</summary>
    /// <exception cref="StorageException">The storage refused or could not be reached.</exception>
    public Task DiscardAsync(string key, CancellationToken cancellationToken) => place.Remover.DeleteAsync(KeyOf(key), cancellationToken);

    /// <summary>The file that has arrived; null if there is none, or an empty one.</summary>
    /// <exception cref="StorageException">The storage could not be read.</exception>
    public async Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken) =>
        await place.Reader.FindAsync(KeyOf(key), cancellationToken) is { Length: > 0 } arrived ? arrived : null;

    /// <summary>Moves the file to its key, where it replaces what is there; null if it is no longer there, or another one has arrived.</summary>
    /// <exception cref="StorageException">The storage refused or could not be reached.</exception>
    public Task<StoredObject?> AcceptAsync(string key, StoredObject arrived, CancellationToken cancellationToken) => place.Mover.MoveAsync(arrived, key, cancellationToken);

    /// <summary>Refuses further PUTs, where the storage can. Elsewhere what they store is nothing but a file beside the key, which is removed with the recording.</summary>
    /// <exception cref="StorageException">The storage could not be written.</exception>
    public Task CloseAsync(string key, CancellationToken cancellationToken) => place.Mover.SealAsync(KeyOf(key), cancellationToken);
}
