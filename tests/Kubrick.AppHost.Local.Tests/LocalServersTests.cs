using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Kubrick.AppHost.Local.Tests;

public sealed class LocalServersTests
{
    private const string SayArguments = "for a; do echo \"arg=$a\"; done; echo \"password=$KUBRICK_RABBITMQ_PASSWORD\"; exec sleep 600";

    [Fact]
    public async Task A_mongo_server_is_started_by_its_script_with_its_port_and_folders()
    {
        using var folder = new TemporaryFolder();
        folder.Script("servers/mongo/run", SayArguments);
        var deadline = TestApplication.Deadline;
        await using var application = await TestApplication.StartAsync(
            builder => builder.AddMongoDB("mongo").WithDataVolume("kept").AddDatabase("kubrick", "films"),
            deadline,
            $"--Kubrick:ServersFolder={folder.File("servers")}",
            $"--Kubrick:ToolsFolder={folder.File("tools")}");
        var port = application.GetEndpoint("mongo", "tcp").Port;
        Assert.Equal($"mongodb://127.0.0.1:{port}", await application.GetConnectionStringAsync("mongo", deadline));
        Assert.Equal($"mongodb://127.0.0.1:{port}/films", await application.GetConnectionStringAsync("kubrick", deadline));

        var arguments = await ArgumentsAsync(application, "mongo", 7, deadline);
        Assert.Equal(["--port", $"{port}", "--data"], arguments[..3]);
        Assert.EndsWith("/volumes/kept", arguments[3], StringComparison.Ordinal);
        Assert.Equal(["--tools", folder.File("tools"), "--no-fsync"], arguments[4..]);

        // The database is as its server is: running, but it answers no ping.
        await application.ResourceNotifications.WaitForResourceAsync("kubrick", KnownResourceStates.Running, deadline);
        Assert.True(application.ResourceNotifications.TryGetCurrentState("kubrick", out var database));
        Assert.Equal("MongoDBDatabase", database.Snapshot.ResourceType);
    }

    [Fact]
    public async Task A_broker_is_started_with_a_password_that_no_argument_shows()
    {
        using var folder = new TemporaryFolder();
        folder.Script("servers/rabbitmq/run", SayArguments);
        var deadline = TestApplication.Deadline;
        await using var application = await TestApplication.StartAsync(
            builder => builder.AddRabbitMQ("messaging"), deadline, $"--Kubrick:ServersFolder={folder.File("servers")}");
        var connection = new Uri((await application.GetConnectionStringAsync("messaging", deadline))!);
        var password = connection.UserInfo.Split(':')[1];
        var arguments = await ArgumentsAsync(application, "messaging", 10, deadline);
        Assert.DoesNotContain(password, arguments);
        await TestApplication.UntilAsync(() => application.GetLogLines("messaging").Any(line => line.Content == $"password={password}"), deadline);
        Assert.Equal($"{connection.Port}", arguments[arguments.IndexOf("--port") + 1]);
        Assert.Equal("guest", arguments[arguments.IndexOf("--user") + 1]);
        Assert.Contains("/temporary/messaging", arguments[arguments.IndexOf("--data") + 1], StringComparison.Ordinal);
        Assert.Equal(3, ((string[])["--port", "--dist-port", "--epmd-port"]).Select(name => arguments[arguments.IndexOf(name) + 1]).Distinct().Count());

        // The ports stay when it is started again.
        application.KillProcess("messaging");
        await TestApplication.UntilAsync(() => Arguments(application, "messaging").Count == 20, deadline);
        Assert.Equal(arguments, Arguments(application, "messaging")[10..]);
    }

    [Fact]
    public async Task A_server_that_is_not_installed_says_so()
    {
        using var folder = new TemporaryFolder();
        folder.Script("servers/rabbitmq/run", "echo 'RabbitMQ is missing: run deploy/local/rabbitmq/install.' >&2; exit 69");
        var deadline = TestApplication.Deadline;
        await using var application = await TestApplication.StartAsync(
            builder => builder.AddRabbitMQ("messaging"), deadline, $"--Kubrick:ServersFolder={folder.File("servers")}");
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => application.ResourceNotifications.WaitForResourceHealthyAsync("messaging", deadline));
        Assert.EndsWith("RabbitMQ is missing: run deploy/local/rabbitmq/install.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("")]
    public void A_volume_cannot_leave_its_folder(string name) =>
        Assert.Throws<ArgumentException>(() => DistributedApplicationTestingBuilder.Create().AddMongoDB("mongo").WithDataVolume(name));

    private static List<string> Arguments(DistributedApplication application, string name) =>
        [.. application.GetLogLines(name).Where(line => line.Content.StartsWith("arg=", StringComparison.Ordinal)).Select(line => line.Content[4..])];

    private static async Task<List<string>> ArgumentsAsync(DistributedApplication application, string name, int count, CancellationToken cancellationToken)
    {
        await TestApplication.UntilAsync(() => Arguments(application, name).Count == count, cancellationToken);
        return Arguments(application, name);
    }
}
