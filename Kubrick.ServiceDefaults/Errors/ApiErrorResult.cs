using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Kubrick.ServiceDefaults.Errors;

/// <summary>A response with one or more errors as a JSON:API error document, created by <see cref="ApiErrors"/>.</summary>
/// <param name="statusCode">The HTTP status.</param>
/// <param name="errors">At least one error.</param>
/// <param name="retryAfter">The delay before a retry may succeed; null for no <c>Retry-After</c>.</param>
public sealed class ApiErrorResult(int statusCode, IReadOnlyList<ApiError> errors, TimeSpan? retryAfter = null)
    : IResult, IStatusCodeHttpResult, IValueHttpResult<ErrorDocument>, IEndpointMetadataProvider
{
    /// <summary>The content type of every JSON:API document.</summary>
    public const string ContentType = "application/vnd.api+json";

    /// <summary>The HTTP status.</summary>
    public int StatusCode => statusCode;

    int? IStatusCodeHttpResult.StatusCode => statusCode;

    /// <summary>The document.</summary>
    public ErrorDocument Value { get; } = new(errors);

    /// <summary>The delay before a retry may succeed; null when none is given.</summary>
    public TimeSpan? RetryAfter => retryAfter;

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        httpContext.Response.StatusCode = statusCode;
        if (retryAfter is { } wait)
        {
            var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
            httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return httpContext.Response.WriteAsJsonAsync(Value, ErrorJson.Default.ErrorDocument, ContentType, httpContext.RequestAborted);
    }

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status400BadRequest, typeof(ErrorDocument), [ContentType]));
}
