namespace Kubrick.Web.Hosting;

/// <summary>The services of the web app's host.</summary>
internal static class WebAppServices
{
    /// <summary>Adds the health check of the built app.</summary>
    public static IServiceCollection AddWebApp(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<WebAppHealth>("web-app");
        return services;
    }
}
