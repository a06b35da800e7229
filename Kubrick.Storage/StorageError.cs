namespace Kubrick.Storage;

/// <summary>Who failed, and where.</summary>
public enum StorageError
{
    /// <summary>The storage could not be reached, or answered with a fault of its own. Trying again may help.</summary>
    Unavailable,

    /// <summary>The storage refused the credentials or the operation. Trying again does not help.</summary>
    Refused,

    /// <summary>The resumable upload is gone: completed, aborted or expired.</summary>
    UploadNotFound,

    /// <summary>A part is missing, too small, or its ETag is not the stored one.</summary>
    PartMismatch,

    /// <summary>The storage has no room left.</summary>
    Full,
}
