using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kubrick.ServiceDefaults.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task Health_lists_every_dependency_and_hides_its_exception()
    {
        await using var service = await RunningService.StartAsync(_ => { }, builder => builder.Services.AddHealthChecks()
            .AddCheck("shaky", () => throw new InvalidOperationException("at 10.0.0.7")));
        using var response = await service.Client.GetAsync("/health", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        var document = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("unhealthy", document.GetProperty("status").GetString());
        Assert.True(document.TryGetProperty("timestamp", out _));
        Assert.Equal("unhealthy", document.GetProperty("dependencies").GetProperty("shaky").GetProperty("status").GetString());
        Assert.DoesNotContain("10.0.0.7", document.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_degraded_service_answers_200()
    {
        await using var service = await RunningService.StartAsync(_ => { }, builder => builder.Services.AddHealthChecks()
            .AddCheck("slow", () => HealthCheckResult.Degraded("Waits.")));
        using var response = await service.Client.GetAsync("/health", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_dependency_that_is_down_does_not_affect_liveness()
    {
        await using var service = await RunningService.StartAsync(_ => { }, builder => builder.Services.AddHealthChecks()
            .AddCheck("down", () => HealthCheckResult.Unhealthy()));
        using var response = await service.Client.GetAsync("/alive", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Metrics_are_in_Prometheus_format()
    {
        await using var service = await RunningService.StartAsync(_ => { });
        using var warmUp = await service.Client.GetAsync("/nothing", TestContext.Current.CancellationToken);
        var text = await service.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Contains("# TYPE", text, StringComparison.Ordinal);
        Assert.Contains("http_server_request_duration", text, StringComparison.Ordinal);
    }
}
