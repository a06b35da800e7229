namespace Kubrick.ServiceDefaults.Errors;

/// <summary>The codes of the API's errors (<c>docs/http-api.md</c>). The last eight were added later; older clients do not know them.</summary>
public static class ErrorCodes
{
    /// <summary>404: the address does not exist.</summary>
    public const string NotFound = "NOT_FOUND";

    /// <summary>422: a value violates a rule; <c>source</c> names the field.</summary>
    public const string Validation = "VALIDATION_ERROR";

    /// <summary>400: an id does not have 24 hexadecimal digits.</summary>
    public const string InvalidId = "INVALID_ID";

    /// <summary>400: a required value is missing.</summary>
    public const string MissingParameter = "MISSING_PARAMETER";

    /// <summary>400: the recording has no open upload session.</summary>
    public const string NoUploadSession = "NO_UPLOAD_SESSION";

    /// <summary>400: the body does not match its content type, or the recording's format is not the one that the route serves.</summary>
    public const string InvalidFormat = "INVALID_FORMAT";

    /// <summary>400: the file name is not one that the packager writes.</summary>
    public const string InvalidSegment = "INVALID_SEGMENT";

    /// <summary>409: the state of the resource does not allow the request.</summary>
    public const string Conflict = "CONFLICT";

    /// <summary>409: a unique value is already in use.</summary>
    public const string DuplicateKey = "DUPLICATE_KEY";

    /// <summary>401: the client is not authenticated.</summary>
    public const string Unauthorized = "UNAUTHORIZED";

    /// <summary>403: the client is not allowed to do this.</summary>
    public const string Forbidden = "FORBIDDEN";

    /// <summary>503: nothing is playable yet.</summary>
    public const string StreamInitializing = "STREAM_INITIALIZING";

    /// <summary>500 and 503: a fault of the server.</summary>
    public const string ServerError = "SERVER_ERROR";

    /// <summary>405: the route exists, the method does not.</summary>
    public const string MethodNotAllowed = "METHOD_NOT_ALLOWED";

    /// <summary>412: the resource has changed since the version in <c>If-Match</c>.</summary>
    public const string PreconditionFailed = "PRECONDITION_FAILED";

    /// <summary>413: the body is too large.</summary>
    public const string PayloadTooLarge = "PAYLOAD_TOO_LARGE";

    /// <summary>415: the route does not accept the body's content type.</summary>
    public const string UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE";

    /// <summary>429: too many requests.</summary>
    public const string RateLimited = "RATE_LIMITED";

    /// <summary>406: the client accepts no answer that the route has.</summary>
    public const string NotAcceptable = "NOT_ACCEPTABLE";

    /// <summary>416: the requested range has no byte of the object.</summary>
    public const string RangeNotSatisfiable = "RANGE_NOT_SATISFIABLE";

    /// <summary>426: the route is a WebSocket, and the request is none of the supported version.</summary>
    public const string UpgradeRequired = "UPGRADE_REQUIRED";
}
