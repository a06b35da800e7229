using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kubrick.ServiceDefaults.Proxies;

/// <summary>Takes the client's address, scheme and host from the <c>X-Forwarded-*</c> headers of trusted proxies.</summary>
internal static class ForwardedHeadersExtensions
{
    private const string ForwardedFor = "X-Forwarded-For";
    private static readonly string[] Loopback = ["127.0.0.0/8", "::1"];

    public static void AddForwardedHeaders(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<ProxyOptions>("Proxies").PostConfigure<IConfiguration>((options, configuration) =>
        {
            // A service is behind the gateway on the same machine by default; the gateway (IsEdge) trusts no proxy by default.
            if (!configuration.GetSection("Proxies:Trusted").Exists() && !configuration.GetValue<bool>("Proxies:IsEdge"))
            {
                options.Trusted = Loopback;
            }
        });
        builder.Services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ProxyOptions>, IConfiguration>((headers, proxies, configuration) =>
        {
            // The edge processes the list from its end while the addresses belong to trusted proxies.
            headers.ForwardLimit = configuration.GetValue<bool>("Proxies:IsEdge") ? null : 1;
            // The middleware interprets two empty lists as "trust everyone".
            headers.ForwardedHeaders = proxies.Value.Trusted.Count == 0
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            headers.KnownProxies.Clear();
            headers.KnownIPNetworks.Clear();
            foreach (var network in proxies.Value.Trusted.Select(ProxyOptions.Parse).OfType<System.Net.IPNetwork>())
            {
                headers.KnownIPNetworks.Add(network);
            }
        });
    }

    /// <remarks>
    /// At the edge <see cref="HttpContext.Connection"/> then contains the last address of the list that does not belong to a trusted proxy. A client cannot forge it, so limits
    /// may depend on it. A service behind the edge receives a single address, set by the edge.
    /// </remarks>
    public static void UseTrustedForwardedHeaders(this WebApplication app)
    {
        var trusted = app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value.Trusted.Select(ProxyOptions.Parse).OfType<System.Net.IPNetwork>().ToList();
        var isEdge = app.Configuration.GetValue<bool>("Proxies:IsEdge");
        app.Use((context, next) =>
        {
            var header = context.Request.Headers[ForwardedFor].ToString();
            var first = header.Split(',', 2)[0].Trim();
            var peer = context.Connection.RemoteIpAddress;
            var isTrusted = peer is not null && IsIn(trusted, peer);
            context.Features.Set(new ForwardedClient(
                peer,
                isTrusted,
                header.Length > 0,
                isTrusted && IPEndPoint.TryParse(first, out var address) ? address.Address : null));
            if (!isEdge && header.Length > first.Length)
            {
                // Behind the edge the first address is the client's. The middleware below decides whether the header is trusted.
                context.Request.Headers[ForwardedFor] = first;
            }

            return next(context);
        });
        app.UseForwardedHeaders();
    }

    private static bool IsIn(List<System.Net.IPNetwork> networks, IPAddress address) =>
        networks.Exists(network => network.Contains(address) || (address.IsIPv4MappedToIPv6 && network.Contains(address.MapToIPv4())));
}
