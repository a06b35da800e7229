using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MongoDB.Driver;
using OpenTelemetry.Trace;

namespace Kubrick.Mongo.Tests;

public sealed class MongoDatabaseTests
{
    private const string Address = "mongodb://127.0.0.1:1";

    [Theory]
    [InlineData()]
    [InlineData("--ConnectionStrings:kubrick=postgres://user:hunter2@h")]
    public async Task A_missing_or_malformed_address_stops_the_start_and_names_the_setting(params string[] settings)
    {
        var builder = WebApplication.CreateBuilder(["--urls=http://127.0.0.1:0", .. settings]);
        builder.Logging.ClearProviders();
        builder.AddMongoDatabase("kubrick");
        await using var app = builder.Build();
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(TestContext.Current.CancellationToken));
        var sentence = Assert.Single(error.Failures);
        Assert.Contains("MONGODB_URI", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Address + "/films", "films")]
    [InlineData(Address, "kubrick")]
    public async Task The_database_is_the_one_in_the_address_or_else_the_connection_name(string address, string name)
    {
        await using var services = Services($"--ConnectionStrings:kubrick={address}");
        Assert.Equal(name, services.GetRequiredService<IMongoDatabase>().DatabaseNamespace.DatabaseName);
    }

    [Fact]
    public async Task The_connection_string_takes_precedence_over_the_section()
    {
        await using var services = Services($"--ConnectionStrings:kubrick={Address}/a", $"--Aspire:MongoDB:Driver:ConnectionString={Address}/b");
        Assert.Equal("a", services.GetRequiredService<IMongoDatabase>().DatabaseNamespace.DatabaseName);
    }

    [Fact]
    public async Task The_client_gives_up_after_four_seconds_or_what_the_address_says()
    {
        await using var defaults = Services($"--ConnectionStrings:kubrick={Address}");
        Assert.Equal(TimeSpan.FromSeconds(4), defaults.GetRequiredService<IMongoClient>().Settings.ServerSelectionTimeout);
        await using var shorter = Services($"--ConnectionStrings:kubrick={Address}/?serverSelectionTimeoutMS=1000");
        Assert.Equal(TimeSpan.FromSeconds(1), shorter.GetRequiredService<IMongoClient>().Settings.ServerSelectionTimeout);
    }

    [Theory]
    [InlineData(3000)]
    [InlineData(500, "--Aspire:MongoDB:Driver:HealthCheckTimeout=500")]
    [InlineData(700, "--Aspire:MongoDB:Driver:kubrick:HealthCheckTimeout=700")]
    public async Task The_health_check_has_a_timeout(int milliseconds, params string[] settings)
    {
        await using var services = Services([$"--ConnectionStrings:kubrick={Address}", .. settings]);
        var check = Assert.Single(services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations);
        Assert.Equal((MongoDBClientExtensions.HealthCheckName, TimeSpan.FromMilliseconds(milliseconds)), (check.Name, check.Timeout));
    }

    [Fact]
    public async Task Health_check_and_traces_can_be_disabled()
    {
        await using var services = Services(
            $"--ConnectionStrings:kubrick={Address}", "--Aspire:MongoDB:Driver:DisableHealthChecks=true", "--Aspire:MongoDB:Driver:DisableTracing=true");
        Assert.Empty(services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations);
        Assert.Null(services.GetService<TracerProvider>());
        await using var traced = Services($"--ConnectionStrings:kubrick={Address}");
        Assert.NotNull(traced.GetService<TracerProvider>());
    }

    private static ServiceProvider Services(params string[] settings)
    {
        var builder = WebApplication.CreateBuilder(settings);
        builder.AddMongoDatabase("kubrick");
        return builder.Services.BuildServiceProvider();
    }
}
