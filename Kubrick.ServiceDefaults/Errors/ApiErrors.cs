using System.Globalization;

namespace Kubrick.ServiceDefaults.Errors;

/// <summary>The API's errors. Each detail is one sentence for a person.</summary>
public static class ApiErrors
{
    private static readonly Dictionary<int, (string Code, string Title, string Detail)> ByStatus = new()
    {
        [400] = (ErrorCodes.InvalidFormat, "Malformed request", "The request could not be read."),
        [401] = (ErrorCodes.Unauthorized, "Not signed in", "Sign in to continue."),
        [403] = (ErrorCodes.Forbidden, "Not allowed", "You may not do this."),
        [404] = (ErrorCodes.NotFound, "Not found", "There is nothing at this address."),
        [405] = (ErrorCodes.MethodNotAllowed, "Method not allowed", "This address does not support this method."),
        [406] = (ErrorCodes.NotAcceptable, "Not acceptable", "This address answers with application/vnd.api+json without other parameters than 'profile'."),
        [408] = (ErrorCodes.InvalidFormat, "Request time-out", "The request's body arrived too slowly."),
        [409] = (ErrorCodes.Conflict, "Conflict", "The resource's state does not allow this."),
        [412] = (ErrorCodes.PreconditionFailed, "Changed in the meantime", "The resource changed since you read it; read it again."),
        [413] = (ErrorCodes.PayloadTooLarge, "Body too large", "The request's body is larger than this address accepts."),
        [414] = (ErrorCodes.InvalidFormat, "Address too long", "The request's address is too long."),
        [415] = (ErrorCodes.UnsupportedMediaType, "Unsupported content type", "Send application/vnd.api+json or application/json."),
        [416] = (ErrorCodes.RangeNotSatisfiable, "Range not satisfiable", "The requested range is beyond the end of the file."),
        [422] = (ErrorCodes.Validation, "Validation failed", "A value violates a rule."),
        [426] = (ErrorCodes.UpgradeRequired, "Upgrade required", "This address is a WebSocket; connect with version 13 of the protocol."),
        [429] = (ErrorCodes.RateLimited, "Too many requests", "Too many requests were sent from your address; wait a moment."),
        [431] = (ErrorCodes.InvalidFormat, "Headers too large", "The request's headers are too large."),
        [502] = (ErrorCodes.ServerError, "Service unavailable", "A part of the system could not be reached; try again shortly."),
        [503] = (ErrorCodes.ServerError, "Service unavailable", "A part of the system is not available; try again shortly."),
        [504] = (ErrorCodes.ServerError, "Service unavailable", "A part of the system did not answer in time; try again shortly."),
        [505] = (ErrorCodes.InvalidFormat, "HTTP version not supported", "This server does not support the request's version of HTTP."),
    };

    /// <summary>404 <c>NOT_FOUND</c>.</summary>
    public static ApiErrorResult NotFound(string detail) => Of(404, detail);

    /// <summary>400 <c>INVALID_ID</c>.</summary>
    /// <param name="id">The value that was sent; shown shortened.</param>
    public static ApiErrorResult InvalidId(string id) =>
        Of(400, ErrorCodes.InvalidId, "Invalid id", $"'{Shorten(id)}' is not an id: ids are 24 hexadecimal digits.");

    /// <summary>400 <c>MISSING_PARAMETER</c>.</summary>
    public static ApiErrorResult MissingParameter(string name) =>
        Of(400, ErrorCodes.MissingParameter, "Missing parameter", $"'{name}' is required.", new ErrorSource(Pointer: "/" + name));

    /// <summary>400 <c>MISSING_PARAMETER</c> of the query.</summary>
    public static ApiErrorResult MissingQueryParameter(string name) =>
        Of(400, ErrorCodes.MissingParameter, "Missing parameter", $"'{name}' is required.", new ErrorSource(Parameter: name));

    /// <summary>400 <c>NO_UPLOAD_SESSION</c>.</summary>
    public static ApiErrorResult NoUploadSession(string detail) => Of(400, ErrorCodes.NoUploadSession, "No upload session", detail);

    /// <summary>400 <c>INVALID_FORMAT</c>.</summary>
    /// <param name="detail">One sentence.</param>
    /// <param name="source">What is at fault; null for the whole request.</param>
    public static ApiErrorResult InvalidFormat(string detail, ErrorSource? source = null) => Of(400, detail, source);

    /// <summary>403 <c>FORBIDDEN</c>.</summary>
    public static ApiErrorResult Forbidden(string detail) => Of(403, detail);

    /// <summary>409 <c>CONFLICT</c>.</summary>
    /// <param name="detail">One sentence.</param>
    /// <param name="source">What is at fault; null for the whole request.</param>
    public static ApiErrorResult Conflict(string detail, ErrorSource? source = null) => Of(409, detail, source);

    /// <summary>406 <c>NOT_ACCEPTABLE</c>.</summary>
    public static ApiErrorResult NotAcceptable(string detail) => Of(406, detail, new ErrorSource(Header: "Accept"));

    /// <summary>409 <c>DUPLICATE_KEY</c>.</summary>
    public static ApiErrorResult DuplicateKey(string detail) => Of(409, ErrorCodes.DuplicateKey, "Already exists", detail);

    /// <summary>412 <c>PRECONDITION_FAILED</c>.</summary>
    /// <param name="detail">One sentence; null for the usual one.</param>
    public static ApiErrorResult PreconditionFailed(string? detail = null) => detail is null ? OfStatus(412) : Of(412, detail);

    /// <summary>413 <c>PAYLOAD_TOO_LARGE</c>.</summary>
    public static ApiErrorResult PayloadTooLarge(string detail) => Of(413, detail);

    /// <summary>415 <c>UNSUPPORTED_MEDIA_TYPE</c>.</summary>
    public static ApiErrorResult UnsupportedMediaType(string detail) => Of(415, detail, new ErrorSource(Header: "Content-Type"));

    /// <summary>422 <c>VALIDATION_ERROR</c> of one field of the body.</summary>
    /// <param name="pointer">A JSON pointer, <c>/data/attributes/title</c>.</param>
    /// <param name="detail">What is wrong.</param>
    public static ApiErrorResult Validation(string pointer, string detail) => Validation([new FieldError(new ErrorSource(Pointer: pointer), detail)]);

    /// <summary>422 <c>VALIDATION_ERROR</c> of what no field of the body names.</summary>
    public static ApiErrorResult Invalid(string detail) => Of(422, detail);

    /// <summary>422 <c>VALIDATION_ERROR</c>, one error per field.</summary>
    public static ApiErrorResult Validation(IEnumerable<FieldError> errors) =>
        new(422, [.. errors.Select(error => new ApiError("422", ErrorCodes.Validation, ByStatus[422].Title, error.Detail, error.Source))]);

    /// <summary>503 <c>SERVER_ERROR</c> with <c>Retry-After</c>: a dependency of the service is unavailable.</summary>
    /// <param name="detail">One sentence without an internal address.</param>
    /// <param name="retryAfter">The delay before a retry; 2 s by default.</param>
    public static ApiErrorResult Unavailable(string detail, TimeSpan? retryAfter = null) =>
        new(503, [Make(503, ErrorCodes.ServerError, ByStatus[503].Title, detail, null)], retryAfter ?? TimeSpan.FromSeconds(2));

    /// <summary>429 <c>RATE_LIMITED</c> with <c>Retry-After</c>.</summary>
    public static ApiErrorResult RateLimited(TimeSpan retryAfter) => new(429, OfStatus(429).Value.Errors, retryAfter);

    /// <summary>500 <c>SERVER_ERROR</c>.</summary>
    public static ApiErrorResult ServerError() => OfStatus(500);

    /// <summary>The error for an HTTP status without a document.</summary>
    /// <param name="status">From 400 to 599.</param>
    public static ApiErrorResult OfStatus(int status)
    {
        var (code, title, detail) = ByStatus.GetValueOrDefault(
            status,
            status < 500
                ? (ErrorCodes.InvalidFormat, "Bad request", "The request could not be processed.")
                : (ErrorCodes.ServerError, "Server error", "Something went wrong on our side; nothing that was acknowledged is lost."));
        return new(status, [Make(status, code, title, detail, null)], status is 502 or 503 or 504 ? TimeSpan.FromSeconds(2) : null);
    }

    private static ApiErrorResult Of(int status, string detail, ErrorSource? source = null) => Of(status, ByStatus[status].Code, ByStatus[status].Title, detail, source);

    private static ApiErrorResult Of(int status, string code, string title, string detail, ErrorSource? source = null) =>
        new(status, [Make(status, code, title, detail, source)]);

    private static ApiError Make(int status, string code, string title, string detail, ErrorSource? source) =>
        new(status.ToString(CultureInfo.InvariantCulture), code, title, detail, source);

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
