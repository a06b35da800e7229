using System.Diagnostics.CodeAnalysis;
using Kubrick.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kubrick.ServiceDefaults.Requests;

/// <summary>Routes that read.</summary>
public static class ReadRouteExtensions
{
    /// <summary>The methods of a route that reads.</summary>
    internal static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps GET, and HEAD, which is the same without a body (RFC 9110, 9.3.2).</summary>
    public static RouteHandlerBuilder MapRead(this IEndpointRouteBuilder app, [StringSyntax("Route")] string pattern, Delegate handler) =>
        app.MapMethods(pattern, GetAndHead, handler);

    /// <summary>Maps POST at an address that a route with a parameter would match otherwise: other methods are 405 there, and not a request for a resource of that name.</summary>
    public static RouteHandlerBuilder MapPostOnly(this IEndpointRouteBuilder app, [StringSyntax("Route")] string pattern, Delegate handler)
    {
        app.Map(pattern, MethodNotAllowed).ExcludeFromDescription();
        return app.MapPost(pattern, handler);

        static ApiErrorResult MethodNotAllowed(HttpContext context)
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            return ApiErrors.OfStatus(StatusCodes.Status405MethodNotAllowed);
        }
    }
}
