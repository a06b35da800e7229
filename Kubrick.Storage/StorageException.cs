namespace Kubrick.Storage;

/// <summary>A storage provider could not do what it was asked.</summary>
/// <param name="error">The kind of failure.</param>
/// <param name="message">One sentence without secrets.</param>
/// <param name="innerException">The provider's own exception.</param>
public sealed class StorageException(StorageError error, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The kind of failure.</summary>
    public StorageError Error { get; } = error;
}

/// <summary>Which side failed, and why.</summary>
public enum StorageError
{
    /// <summary>The storage could not be reached, or had a failure of its own. A retry may help.</summary>
    Unavailable,

    /// <summary>The storage refused the credentials or the operation. A retry does not help.</summary>
    Refused,

    /// <summary>The bucket does not exist. A retry does not help.</summary>
    NoBucket,

    /// <summary>The upload was completed or aborted, or has expired.</summary>
    UploadNotFound,

    /// <summary>A part is missing or too small, or its ETag is not the stored one.</summary>
    PartMismatch,

    /// <summary>The object has another SHA-256 than its uploader claimed.</summary>
    ChecksumMismatch,

    /// <summary>The key is sealed, or what is stored under it is not what the writer expects.</summary>
    PreconditionFailed,

    /// <summary>The storage is full.</summary>
    Full,
}
