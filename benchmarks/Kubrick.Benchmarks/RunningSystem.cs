using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace Kubrick.Benchmarks;

/// <summary>The whole system, on data that goes with it, without rate limits.</summary>
internal static class RunningSystem
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(3);

    public static async Task<DistributedApplication> StartAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(StartDeadline);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Kubrick_AppHost>(["--RateLimits:Enabled=false", .. arguments], deadline.Token);
        var app = await builder.BuildAsync(deadline.Token);
        await app.StartAsync(deadline.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("gateway", deadline.Token);
        return app;
    }
}
