namespace Kubrick.ServiceDefaults.Errors;

/// <summary>The codes of the API's errors (contract, "Errors"; the last five stand beside those that clients knew first).</summary>
public static class ErrorCodes
{
    /// <summary>404: nothing stands under this address.</summary>
    public const string NotFound = "NOT_FOUND";

    /// <summary>422: a value breaks a rule; <c>source</c> says which.</summary>
    public const string Validation = "VALIDATION_ERROR";

    /// <summary>400: an id is not 24 hex digits.</summary>
    public const string InvalidId = "INVALID_ID";

    /// <summary>400: a value that the request cannot do without is absent.</summary>
    public const string MissingParameter = "MISSING_PARAMETER";

    /// <summary>400: the recording has no open upload session.</summary>
    public const string NoUploadSession = "NO_UPLOAD_SESSION";

    /// <summary>400: the body is not what its content type says, or the recording is of another kind than the route serves.</summary>
    public const string InvalidFormat = "INVALID_FORMAT";

    /// <summary>400: a name that the packager never writes.</summary>
    public const string InvalidSegment = "INVALID_SEGMENT";

    /// <summary>409: the state of the resource does not allow it.</summary>
    public const string Conflict = "CONFLICT";

    /// <summary>409: a unique value is taken.</summary>
    public const string DuplicateKey = "DUPLICATE_KEY";

    /// <summary>401: who asks is not known.</summary>
    public const string Unauthorized = "UNAUTHORIZED";

    /// <summary>403: who asks may not.</summary>
    public const string Forbidden = "FORBIDDEN";

    /// <summary>503: nothing is playable yet.</summary>
    public const string StreamInitializing = "STREAM_INITIALIZING";

    /// <summary>500 and 503: the fault is the server's.</summary>
    public const string ServerError = "SERVER_ERROR";

    /// <summary>405: the route exists, the method does not.</summary>
    public const string MethodNotAllowed = "METHOD_NOT_ALLOWED";

    /// <summary>412: the resource changed since the version in <c>If-Match</c>.</summary>
    public const string PreconditionFailed = "PRECONDITION_FAILED";

    /// <summary>413: the body is too large.</summary>
    public const string PayloadTooLarge = "PAYLOAD_TOO_LARGE";

    /// <summary>415: the body's content type is none that the route takes.</summary>
    public const string UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE";

    /// <summary>429: too many requests.</summary>
    public const string RateLimited = "RATE_LIMITED";
}
