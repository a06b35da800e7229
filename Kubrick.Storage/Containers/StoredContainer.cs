namespace Kubrick.Storage.Containers;

/// <summary>Looks at the first bytes of stored videos.</summary>
public static class StoredContainer
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Detects the container of an object with one small read. A storage that does not answer, or answers with fewer bytes than the object has, says nothing of it.</summary>
    /// <param name="objects">Reads the storage.</param>
    /// <param name="stored">The object.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns><see cref="ContainerKind.Matroska"/>, <see cref="ContainerKind.Mp4"/>, or <see cref="ContainerKind.Unknown"/>.</returns>
    /// <exception cref="StorageException">The storage could not be read.</exception>
    public static async Task<ContainerKind> FindAsync(IObjectReader objects, StoredObject stored, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objects);
        ArgumentNullException.ThrowIfNull(stored);
        if (stored.Length == 0)
        {
            return ContainerKind.Unknown;
        }

        var start = new byte[Math.Min(ContainerSniffer.MaxBytes, stored.Length)];
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        try
        {
            await using var stream = await objects.OpenReadAsync(stored.Key, 0, start.Length, timeout.Token)
                ?? throw new StorageException(StorageError.Unavailable, "The storage does not have the object at the moment.");
            var read = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, timeout.Token);
            return read == start.Length
                ? ContainerHeader.Find(start, stored.Length)
                : throw new StorageException(StorageError.Unavailable, $"The storage sent {read} bytes of an object instead of {start.Length}.");
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new StorageException(StorageError.Unavailable, "The storage stopped sending an object.", exception);
        }
    }
}
