using Kubrick.ServiceDefaults;
using Kubrick.ServiceDefaults.Proxies;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace Kubrick.Gateway.Security;

/// <summary>CORS for the configured origins, with the headers that uploads read. Other origins are also refused the requests that CORS does not prevent.</summary>
internal static class CrossOriginExtensions
{
    private static readonly string[] Methods = ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"];
    private static readonly string[] Exposed = ["ETag", "Content-Type", "Content-Range", "Content-Length", "Range", "Location", "Retry-After"];

    public static void AddCrossOriginAccess(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<CrossOriginOptions>("Cors");
        builder.Services.AddCors();
        builder.Services.AddOptions<CorsOptions>().Configure<IOptions<CrossOriginOptions>>((cors, options) => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. options.Value.Origins])
            .WithMethods(Methods)
            .AllowAnyHeader()
            .WithExposedHeaders(Exposed)
            .SetPreflightMaxAge(TimeSpan.FromSeconds(3600))));
    }

    public static void UseCrossOriginAccess(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<CrossOriginOptions>>().Value.Origins.Count > 0)
        {
            app.Use(VaryByOrigin);
        }

        app.UseCors();
        app.UseOriginGuard();
    }

    /// <summary>
    /// Says that a response depends on the <c>Origin</c>, also on one to a request without it: a cache would otherwise use that response, which has no CORS headers, for a page of another
    /// origin.
    /// </summary>
    private static Task VaryByOrigin(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.VaryByOrigin();
            return Task.CompletedTask;
        });
        return next(context);
    }
}
