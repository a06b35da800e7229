using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Kubrick.ServiceDefaults.Errors;

/// <summary>Maps unhandled exceptions to error responses.</summary>
internal sealed partial class ApiExceptionHandler(IEnumerable<ExceptionMapping> mappings, ILogger<ApiExceptionHandler> logger) : IExceptionHandler
{
    private const int ClientClosedRequest = 499;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or ConnectionResetException or IOException)
        {
            httpContext.Response.StatusCode = ClientClosedRequest;
            return true;
        }

        var result = Map(exception);
        if (result.StatusCode >= 500)
        {
            LogFailure(httpContext.Request.Method, httpContext.Request.Path, result.StatusCode, exception);
        }

        await result.ExecuteAsync(httpContext);
        return true;
    }

    private ApiErrorResult Map(Exception exception) =>
        mappings.Select(mapping => mapping.Map(exception)).FirstOrDefault(result => result is not null) ?? exception switch
        {
            RequestException request => request.Result,
            BadHttpRequestException bad => ApiErrors.OfStatus(bad.StatusCode),
            // A service that this one calls is down, slow, or cut off by the circuit breaker.
            HttpRequestException or SocketException or TimeoutRejectedException or BrokenCircuitException =>
                ApiErrors.Unavailable("A part of the system could not be reached; try again shortly."),
            _ => ApiErrors.ServerError(),
        };

    [LoggerMessage(LogLevel.Error, "Request failed: {Method} {Path} with {StatusCode}")]
    private partial void LogFailure(string method, string path, int statusCode, Exception exception);
}
