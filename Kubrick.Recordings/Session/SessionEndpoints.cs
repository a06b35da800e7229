using Kubrick.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kubrick.Recordings.Session;

/// <summary>What the server knows about the client.</summary>
internal static class SessionEndpoints
{
    public static void MapSession(this IEndpointRouteBuilder app) => app.MapRead("/api/session-info", Get).WithTags("Session");

    private static Ok<SessionAnswer> Get(HttpContext context, TimeProvider clock)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new SessionAnswer(Address(context), clock.GetUtcNow().UtcDateTime));
    }

    // A dual-stack socket reports an IPv4 client by a mapped IPv6 address.
    internal static string? Address(HttpContext context) =>
        context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4().ToString() : context.Connection.RemoteIpAddress?.ToString();

    /// <param name="IpAddress">The client's address; <c>X-Forwarded-For</c> counts only from a trusted proxy.</param>
    /// <param name="Timestamp">The server's time, in ISO 8601.</param>
    internal sealed record SessionAnswer(string? IpAddress, DateTime Timestamp);
}
