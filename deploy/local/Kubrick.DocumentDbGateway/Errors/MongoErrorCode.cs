namespace Kubrick.DocumentDbGateway.Errors;

/// <summary>MongoDB's own error codes, as its drivers know them, where the gateway itself raises or tells them apart.</summary>
internal enum MongoErrorCode
{
    /// <summary>Something that should not happen.</summary>
    InternalError = 1,

    /// <summary>A value that the command does not take.</summary>
    BadValue = 2,

    /// <summary>A command that is not built as it should be.</summary>
    FailedToParse = 9,

    /// <summary>Authentication is asked for; the gateway has none.</summary>
    AuthenticationFailed = 18,

    /// <summary>Bytes that are no valid BSON.</summary>
    InvalidBSON = 22,

    /// <summary>A lock was not had in time.</summary>
    LockTimeout = 24,

    /// <summary>The collection does not exist.</summary>
    NamespaceNotFound = 26,

    /// <summary>The cursor was closed, expired or never existed.</summary>
    CursorNotFound = 43,

    /// <summary>The time which the command was given is over.</summary>
    MaxTimeMSExpired = 50,

    /// <summary>The gateway does not have this command.</summary>
    CommandNotFound = 59,

    /// <summary>The name of a database or collection is not allowed.</summary>
    InvalidNamespace = 73,

    /// <summary>PostgreSQL is away: drivers retry.</summary>
    ShutdownInProgress = 91,

    /// <summary>Another write was first.</summary>
    WriteConflict = 112,

    /// <summary>The command exists in MongoDB and not here.</summary>
    CommandNotSupported = 115,

    /// <summary>The transaction is over, or never was.</summary>
    NoSuchTransaction = 251,

    /// <summary>An old message type with a command which came after it.</summary>
    UnsupportedOpQueryCommand = 352,

    /// <summary>Anything that PostgreSQL says and MongoDB has no code for.</summary>
    UnknownError = 8000,

    /// <summary>A document beyond 16 MB.</summary>
    BSONObjectTooLarge = 10334,

    /// <summary>The key is taken in a unique index.</summary>
    DuplicateKey = 11000,
}
