using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Kubrick.AppHost.Local.Tests;

public sealed class ResourceValuesTests
{
    [Fact]
    public async Task Variables_and_arguments_take_texts_endpoints_expressions_and_parameters()
    {
        var deadline = TestApplication.Deadline;
        await using var application = await TestApplication.StartAsync(
            builder =>
            {
                var parameter = builder.AddParameter("colour", "green {not a hole}");
                var generated = builder.AddParameter("secret", new GenerateParameterDefault { MinLength = 30, Special = false }, secret: true);
                var server = builder.AddExecutable("server", "sleep", "/", "600").WithEndpoint(name: "main");
                var endpoint = server.GetEndpoint("main");
                builder.AddExecutable("client", "sh", "/", "-c", "env; for a; do echo \"arg=$a\"; done; exec sleep 600", "sh")
                    .WithArgs("two words", "$HOME; `id`", "")
                    .WithArgs(endpoint.Property(EndpointProperty.Port), 5, parameter)
                    .WithEnvironment("TEXT", "a 'b' \"c\"\t$d")
                    .WithEnvironment("ENDPOINT", endpoint)
                    .WithEnvironment("EXPRESSION", $"<{endpoint.Property(EndpointProperty.HostAndPort)}|{parameter}|{"literal {1}"}>")
                    .WithEnvironment("PARAMETER", parameter)
                    .WithEnvironment("SECRET", generated)
                    .WithEnvironment("CALLBACK", () => "called")
                    .WithEnvironment(context => context.EnvironmentVariables["RUN"] = context.ExecutionContext.IsRunMode)
                    .WithReference(endpoint)
                    .WaitForStart(server);
            },
            deadline,
            "--Parameters:secret=from configuration 30 characters");
        await TestApplication.UntilAsync(() => application.GetLogLines("client").Count(line => line.Content.StartsWith("arg=", StringComparison.Ordinal)) == 6, deadline);
        var lines = application.GetLogLines("client").Select(line => line.Content).ToList();
        var server = application.GetEndpoint("server", "main");
        Assert.Contains("TEXT=a 'b' \"c\"\t$d", lines);
        Assert.Contains($"ENDPOINT=tcp://127.0.0.1:{server.Port}", lines);
        Assert.Contains($"EXPRESSION=<127.0.0.1:{server.Port}|green {{not a hole}}|literal {{1}}>", lines);
        Assert.Contains("PARAMETER=green {not a hole}", lines);
        Assert.Contains("SECRET=from configuration 30 characters", lines);
        Assert.Contains("CALLBACK=called", lines);
        Assert.Contains("RUN=True", lines);
        Assert.Contains($"services__server__main__0=tcp://127.0.0.1:{server.Port}", lines);
        Assert.Equal(
            ["arg=two words", "arg=$HOME; `id`", "arg=", $"arg={server.Port}", "arg=5", "arg=green {not a hole}"],
            lines.Where(line => line.StartsWith("arg=", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_parameter_without_a_value_fails_what_uses_it_with_one_sentence()
    {
        var deadline = TestApplication.Deadline;
        await using var application = await TestApplication.StartAsync(
            builder => builder.AddExecutable("client", "sleep", "/", "600").WithEnvironment("KEY", builder.AddParameter("api-key", secret: true)), deadline);
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => application.ResourceNotifications.WaitForResourceHealthyAsync("client", deadline));
        Assert.Contains("Parameter 'api-key' has no value: configure 'Parameters:api-key'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Generated_values_have_the_characters_that_were_asked_for()
    {
        var value = new GenerateParameterDefault { MinLength = 40, Special = false, MinNumeric = 5, MinUpper = 4 }.GetDefaultValue();
        Assert.Equal(40, value.Length);
        Assert.All(value, character => Assert.True(char.IsAsciiLetterOrDigit(character)));
        Assert.True(value.Count(char.IsAsciiDigit) >= 5);
        Assert.True(value.Count(char.IsAsciiLetterUpper) >= 4);
        Assert.NotEqual(value, new GenerateParameterDefault { MinLength = 40, Special = false }.GetDefaultValue());
        Assert.Throws<InvalidOperationException>(() => new GenerateParameterDefault { Lower = false, Upper = false, Numeric = false, Special = false }.GetDefaultValue());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1abc")]
    [InlineData("a b")]
    [InlineData("a--b")]
    [InlineData("a-")]
    [InlineData("../a")]
    [InlineData("a\n")]
    public void A_name_of_the_wrong_form_is_refused(string name) =>
        Assert.ThrowsAny<ArgumentException>(() => DistributedApplicationTestingBuilder.Create().AddExecutable(name, "true", "/"));

    [Fact]
    public void A_name_cannot_be_given_twice()
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddExecutable("one", "true", "/");
        Assert.Throws<DistributedApplicationException>(() => builder.AddExecutable("ONE", "true", "/"));
    }

    [Fact]
    public void An_endpoint_cannot_be_given_twice()
    {
        var resource = DistributedApplicationTestingBuilder.Create().AddExecutable("one", "true", "/").WithHttpEndpoint();
        Assert.Throws<DistributedApplicationException>(() => resource.WithHttpEndpoint());
        Assert.Throws<ArgumentOutOfRangeException>(() => resource.WithHttpEndpoint(port: 70_000, name: "other"));
        Assert.Throws<InvalidOperationException>(() => resource.GetEndpoint("http").Url);
    }

    [Fact]
    public async Task Resources_that_wait_for_one_another_are_refused()
    {
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => TestApplication.StartAsync(
            builder =>
            {
                var a = builder.AddExecutable("a", "true", "/");
                var b = builder.AddExecutable("b", "true", "/").WaitFor(a);
                a.WaitFor(b);
            },
            TestApplication.Deadline));
        Assert.Contains("a → b → a", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replica_cannot_have_the_name_of_another_resource()
    {
        await Assert.ThrowsAsync<DistributedApplicationException>(() => TestApplication.StartAsync(
            builder =>
            {
                builder.AddProject<TestService>("web").WithReplicas(2);
                builder.AddExecutable("web-1", "true", "/");
            },
            TestApplication.Deadline));
    }

    [Fact]
    public async Task A_project_that_is_not_built_fails_with_one_sentence()
    {
        var deadline = TestApplication.Deadline;
        await using var application = await TestApplication.StartAsync(builder => builder.AddProject<TestService>("web"), deadline);
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => application.ResourceNotifications.WaitForResourceHealthyAsync("web", deadline));
        Assert.Contains("build the AppHost first", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Those_that_need_others_are_stopped_first()
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        var database = builder.AddExecutable("database", "true", "/").WithEndpoint();
        var bus = builder.AddExecutable("bus", "true", "/").WithEndpoint();
        var service = builder.AddExecutable("service", "true", "/").WithHttpEndpoint().WithReference(database.GetEndpoint("tcp")).WaitFor(bus);
        var edge = builder.AddExecutable("edge", "true", "/").WithHttpEndpoint().WaitFor(service);
        // A reference back is allowed; the wait decides.
        service.WithReference(edge.GetEndpoint("http"));
        var order = StopOrder.Of([.. builder.Resources]).Select(group => string.Join('+', group.Select(resource => resource.Name))).ToList();
        Assert.Equal("database+bus", order[^1]);
        Assert.Equal(3, order.Count);
    }

    private sealed class TestService : IBuiltProject
    {
        public string ProjectPath => "/no/such/project.csproj";

        public string AssemblyPath => "/no/such/project.dll";
    }
}
