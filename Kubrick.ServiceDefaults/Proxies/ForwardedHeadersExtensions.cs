using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kubrick.ServiceDefaults.Proxies;

/// <summary>Takes the client's address, scheme and host from <c>X-Forwarded-*</c>, but only from proxies that are trusted.</summary>
internal static class ForwardedHeadersExtensions
{
    private const string ForwardedFor = "X-Forwarded-For";
    private static readonly string[] Loopback = ["127.0.0.0/8", "::1"];

    public static void AddForwardedHeaders(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<ProxyOptions>("Proxies").PostConfigure<IConfiguration>((options, configuration) =>
        {
            // A service stands behind the gateway; the gateway sets the empty list itself, and stands behind nobody until told.
            if (!configuration.GetSection("Proxies:Trusted").Exists() && !configuration.GetValue<bool>("Proxies:IsEdge"))
            {
                options.Trusted = Loopback;
            }
        });
        builder.Services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ProxyOptions>>((headers, proxies) =>
        {
            // The middleware takes two empty lists for "trust everybody".
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

    public static void UseTrustedForwardedHeaders(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            // The contract names the first address of the list as the client's: the proxies after it are of no interest. Whether the
            // header counts at all is decided by the middleware that follows.
            var header = context.Request.Headers[ForwardedFor].ToString();
            var comma = header.IndexOf(',', StringComparison.Ordinal);
            if (comma >= 0)
            {
                context.Request.Headers[ForwardedFor] = header[..comma].Trim();
            }

            return next(context);
        });
        app.UseForwardedHeaders();
    }
}
