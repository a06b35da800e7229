using System.Net.Http.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Kubrick.AppHost.Local.Tests;

public sealed class EntryPointTests
{
    [Fact]
    public async Task An_apphost_runs_up_to_build_is_changed_by_the_test_and_serves()
    {
        var deadline = TestApplication.Deadline;
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Kubrick_AppHost_Local_TestHost>(deadline);
        builder.CreateResourceBuilder((ProjectResource)builder.Resources.Single(resource => resource.Name == "edge")).WithEnvironment("CHANGED", "by the test");
        await using var application = await builder.BuildAsync(deadline);
        await application.StartAsync(deadline);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("edge", deadline);

        using var edge = application.CreateHttpClient("edge");
        var variables = (await edge.GetFromJsonAsync<Dictionary<string, string>>("/environment", deadline))!;
        Assert.Equal("by the test", variables["CHANGED"]);
        Assert.Equal(edge.BaseAddress!.ToString().TrimEnd('/'), variables["ASPNETCORE_URLS"]);
        Assert.Equal("edge", variables["OTEL_SERVICE_NAME"]);
        Assert.Contains("service.instance.id=", variables["OTEL_RESOURCE_ATTRIBUTES"], StringComparison.Ordinal);
        Assert.Equal("Development", variables["DOTNET_ENVIRONMENT"]);
        Assert.Equal(application.GetEndpoint("api").ToString().TrimEnd('/'), variables["services__api__http__0"]);
        Assert.Equal(variables["services__api__http__0"], variables["API_HTTP"]);
        Assert.NotEqual(variables["services__api__http__0"], variables["services__api__http__1"]);
        Assert.False(variables.ContainsKey("services__api__http__2"));
        Assert.False(variables.ContainsKey("services__store__http__0"));

        foreach (var replica in (string[])["services__api__http__0", "services__api__http__1"])
        {
            using var api = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(variables[replica]) };
            Assert.Contains(await api.GetFromJsonAsync<int>("/pid", deadline), application.GetProcessIds("api"));
        }

        var folder = await edge.GetStringAsync("/folder", deadline);
        Assert.EndsWith("Kubrick.AppHost.Local.TestService", folder.Trim('"'), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_left_of_an_application_under_test()
    {
        var deadline = TestApplication.Deadline;
        List<int> processes;
        string data;
        await using (var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Kubrick_AppHost_Local_TestHost>(["--Stubborn=true"], deadline))
        {
            data = builder.Configuration["Kubrick:DataFolder"]!;
            builder.Resources.Remove(builder.Resources.Single(resource => resource.Name == "stubborn"));
            await using var application = await builder.BuildAsync(deadline);
            await application.StartAsync(deadline);
            await application.ResourceNotifications.WaitForResourceHealthyAsync("edge", deadline);
            processes = [.. application.Services.GetRunIds()];
            Assert.True(processes.Count >= 8, $"{processes.Count} processes");
            Assert.True(Directory.Exists(data));
        }

        Assert.DoesNotContain(processes, TestApplication.IsAlive);
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public async Task A_description_that_is_not_built_starts_nothing()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Kubrick_AppHost_Local_TestHost>(TestApplication.Deadline);
        await builder.DisposeAsync();
        Assert.False(Directory.Exists(builder.Configuration["Kubrick:DataFolder"]));
        await Assert.ThrowsAnyAsync<Exception>(() => builder.BuildAsync(TestApplication.Deadline));
    }

    [Fact]
    public async Task A_library_is_refused_as_an_apphost()
    {
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => DistributedApplicationTestingBuilder.CreateAsync<DistributedApplication>(TestApplication.Deadline));
        Assert.Contains("no entry point", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_the_entry_point_reaches_the_test()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => DistributedApplicationTestingBuilder.CreateAsync(
            typeof(Projects.Kubrick_AppHost_Local_TestHost), [], (_, _) => throw new InvalidOperationException("from within"), TestApplication.Deadline));
        Assert.Equal("from within", error.Message);
    }

    [Fact]
    public async Task Resources_are_healthy_only_after_what_they_wait_for()
    {
        using var folder = new TemporaryFolder();
        var healthy = folder.File("healthy");
        var deadline = TestApplication.Deadline;
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Kubrick_AppHost_Local_TestHost>(
            [$"--HealthFile:store={healthy}"], deadline);
        await using var application = await builder.BuildAsync(deadline);
        await application.StartAsync(deadline);
        await application.ResourceNotifications.WaitForResourceAsync("store", KnownResourceStates.Running, deadline);
        await application.ResourceNotifications.WaitForResourceAsync("api", KnownResourceStates.Waiting, deadline);
        using var store = application.CreateHttpClient("store");
        await TestApplication.UntilAsync(
            async () =>
            {
                try
                {
                    return (await store.GetAsync(new Uri("/health", UriKind.Relative), deadline)).StatusCode == System.Net.HttpStatusCode.ServiceUnavailable;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            deadline);
        Assert.Empty(application.GetProcessIds("api"));

        await File.WriteAllTextAsync(healthy, "", deadline);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("edge", deadline);
        Assert.Equal(2, application.GetProcessIds("api").Count);
    }
}
