using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Kubrick.Clients.Tests;

/// <summary>
/// A front end on an origin of its own, as its nginx.conf serves it: the built files, and what it asks of a backend, forwarded to the gateway with the original
/// <c>Host</c>, <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c>.
/// </summary>
internal sealed class Site : IAsyncDisposable
{
    private static readonly string[] Forwarded = ["/api/{**rest}", "/ws/{**rest}", "/health"];

    private readonly WebApplication app;

    private Site(WebApplication app)
    {
        this.app = app;
        Http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = Origin };
    }

    /// <summary>The origin of the pages, and of everything that they ask for.</summary>
    public Uri Origin => new(app.Urls.Single());

    /// <summary>A client of the origin.</summary>
    public HttpClient Http { get; }

    public static async Task<Site> StartAsync(FrontEnd frontEnd, Uri gateway, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { WebRootPath = frontEnd.BuiltFiles });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        builder.Services.AddHttpForwarder();
        var app = builder.Build();
        app.UseStaticFiles();
        foreach (var pattern in Forwarded)
        {
            app.MapForwarder(pattern, gateway.AbsoluteUri, Forward);
        }

        app.MapFallbackToFile("index.html");
        await app.StartAsync(cancellationToken);
        return new Site(app);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
    }

    private static void Forward(TransformBuilderContext context)
    {
        context.UseDefaultForwarders = false;
        context.AddOriginalHost(true);
        context.AddXForwardedFor(action: ForwardedTransformActions.Append);
        context.AddXForwardedProto(action: ForwardedTransformActions.Set);
    }
}
