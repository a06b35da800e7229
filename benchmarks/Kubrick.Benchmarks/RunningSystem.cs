using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace Kubrick.Benchmarks;

/// <summary>The whole system, on data that goes with it, without rate limits.</summary>
internal static class RunningSystem
{
    public static async Task<DistributedApplication> StartAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Kubrick_AppHost>(["--RateLimits:Enabled=false", .. arguments], cancellationToken);
        var app = await builder.BuildAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("gateway", cancellationToken);
        return app;
    }
}
