using System.Net;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Proxies;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Kubrick.Gateway.Security;

/// <summary>Security headers on every response, and the guard of <c>/metrics</c>.</summary>
internal static class SecurityHeadersExtensions
{
    public static void AddSecurityHeaders(this WebApplicationBuilder builder) => builder.Services.AddSingleton<ContentSecurityPolicy>();

    public static void UseSecurityHeaders(this WebApplication app)
    {
        var policy = app.Services.GetRequiredService<ContentSecurityPolicy>().Value;
        app.Use((context, next) =>
        {
            context.Response.OnStarting(() =>
            {
                Write(context.Response.Headers, policy, context.Request.IsHttps);
                return Task.CompletedTask;
            });
            return next(context);
        });
    }

    /// <summary>
    /// Metrics are for operators: only this machine and private networks may read them, directly or through a trusted proxy.
    /// </summary>
    public static void UseMetricsGuard(this WebApplication app) => app.Use((context, next) =>
        context.Request.Path.StartsWithSegments("/metrics") && !MayReadMetrics(context.Features.GetRequiredFeature<ForwardedClient>(), context.Connection.RemoteIpAddress)
            ? ApiErrors.NotFound("There is nothing at this address.").ExecuteAsync(context)
            : next(context));

    /// <summary>Whether peer and client are both private. Behind an untrusted proxy the client is unknown, so the answer is no.</summary>
    internal static bool MayReadMetrics(ForwardedClient forwarded, IPAddress? client) =>
        IsPrivate(forwarded.Peer) && IsPrivate(client) && (forwarded.IsPeerTrusted || !forwarded.HasHeader);

    internal static bool IsPrivate(IPAddress? address) =>
        address is not null && (IPAddress.IsLoopback(address) || PrivateNetworks.Any(network => network.Contains(Unmap(address))));

    private static readonly IPNetwork[] PrivateNetworks =
        [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("fc00::/7")];

    private static IPAddress Unmap(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static void Write(IHeaderDictionary headers, string policy, bool isHttps)
    {
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.Remove(HeaderNames.Server);
        if (isHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }
    }
}
