namespace Kubrick.DocumentDbGateway.Errors;

/// <summary>MongoDB's error codes that the gateway raises or distinguishes.</summary>
internal enum MongoErrorCode
{
    /// <summary>An unexpected failure.</summary>
    InternalError = 1,

    /// <summary>A value that the command does not accept.</summary>
    BadValue = 2,

    /// <summary>A malformed command.</summary>
    FailedToParse = 9,

    /// <summary>The client requested authentication, which the gateway does not support.</summary>
    AuthenticationFailed = 18,

    /// <summary>Invalid BSON.</summary>
    InvalidBSON = 22,

    /// <summary>A lock was not granted in time.</summary>
    LockTimeout = 24,

    /// <summary>The collection does not exist.</summary>
    NamespaceNotFound = 26,

    /// <summary>The cursor was closed, expired or never existed.</summary>
    CursorNotFound = 43,

    /// <summary>The command exceeded its time limit.</summary>
    MaxTimeMSExpired = 50,

    /// <summary>The command is unknown.</summary>
    CommandNotFound = 59,

    /// <summary>The name of a database or collection is not allowed.</summary>
    InvalidNamespace = 73,

    /// <summary>PostgreSQL is unavailable; drivers retry.</summary>
    ShutdownInProgress = 91,

    /// <summary>A concurrent write won.</summary>
    WriteConflict = 112,

    /// <summary>The gateway does not support this command of MongoDB.</summary>
    CommandNotSupported = 115,

    /// <summary>The transaction has ended or never existed.</summary>
    NoSuchTransaction = 251,

    /// <summary>OP_QUERY with anything but a command.</summary>
    UnsupportedOpQueryCommand = 352,

    /// <summary>An error of PostgreSQL for which MongoDB has no code.</summary>
    UnknownError = 8000,

    /// <summary>A document larger than 16 MB.</summary>
    BSONObjectTooLarge = 10334,

    /// <summary>A duplicate key in a unique index.</summary>
    DuplicateKey = 11000,
}
