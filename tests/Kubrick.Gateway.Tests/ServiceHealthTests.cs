using Kubrick.Gateway.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Kubrick.Gateway.Tests;

public sealed class ServiceHealthTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_is_probed_at_most_once_per_second()
    {
        var asked = 0;
        var go = new TaskCompletionSource();
        await using var service = await StartAsync(async _ =>
        {
            Interlocked.Increment(ref asked);
            await go.Task;
        });
        await using var services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
        var clock = new SetClock();
        var check = new ServiceHealthCheck(services.GetRequiredService<IHttpClientFactory>(), clock, new Uri(service.Urls.Single()).Authority);

        using var impatient = new CancellationTokenSource();
        var gone = check.CheckHealthAsync(new HealthCheckContext(), impatient.Token);
        var together = Enumerable.Range(0, 20).Select(_ => check.CheckHealthAsync(new HealthCheckContext(), Cancel)).ToList();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        go.SetResult();
        Assert.All(await Task.WhenAll(together), result => Assert.Equal(HealthStatus.Healthy, result.Status));
        clock.Now += TimeSpan.FromMilliseconds(999);
        await check.CheckHealthAsync(new HealthCheckContext(), Cancel);
        Assert.Equal(1, asked);

        clock.Now += TimeSpan.FromMilliseconds(1);
        await check.CheckHealthAsync(new HealthCheckContext(), Cancel);
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_stopped_service_is_noticed_after_one_second()
    {
        await using var service = await StartAsync(_ => Task.CompletedTask);
        await using var services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
        var clock = new SetClock();
        var check = new ServiceHealthCheck(services.GetRequiredService<IHttpClientFactory>(), clock, new Uri(service.Urls.Single()).Authority);
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(new HealthCheckContext(), Cancel)).Status);
        await service.StopAsync(Cancel);
        clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(HealthStatus.Degraded, (await check.CheckHealthAsync(new HealthCheckContext(), Cancel)).Status);
    }

    private static async Task<WebApplication> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/alive", answer);
        await app.StartAsync(Cancel);
        return app;
    }

    /// <summary>A clock that stands still until it is set, so that probes do not time out on a slow machine.</summary>
    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
