namespace Kubrick.Storage;

/// <summary>A storage provider could not do what it was asked.</summary>
/// <param name="error">Who failed, and where.</param>
/// <param name="message">One sentence without secrets.</param>
/// <param name="innerException">The provider's own exception.</param>
public sealed class StorageException(StorageError error, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Who failed, and where.</summary>
    public StorageError Error { get; } = error;
}
