using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kubrick.AppHost.Local.Tests;

public sealed class ResourceLifeTests
{
    [Fact]
    public async Task A_process_that_is_killed_is_back_with_another_id_on_the_same_port()
    {
        var deadline = TestApplication.Deadline;
        await using var application = await TestApplication.StartAsync(
            builder => builder.AddExecutable("worker", "sh", "/", "-c", "echo port $PORT_VARIABLE; sleep 600").WithEndpoint(env: "PORT_VARIABLE", name: "work"), deadline);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("worker", deadline);
        await TestApplication.UntilAsync(() => application.GetLogLines("worker").Count == 1, deadline);

        var killed = application.KillProcess("worker");
        await TestApplication.UntilAsync(() => application.GetProcessIds("worker") is [var id] && id != killed, deadline);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("worker", deadline);
        await TestApplication.UntilAsync(() => application.GetLogLines("worker").Count == 2, deadline);
        Assert.Equal(application.GetLogLines("worker")[0].Content, application.GetLogLines("worker")[1].Content);
    }

    [Fact]
    public async Task A_program_that_crashes_again_and_again_is_shown_as_a_crash_loop()
    {
        var deadline = TestApplication.Deadline;
        await using var application = await TestApplication.StartAsync(
            builder => builder.AddExecutable("broken", "sh", "/", "-c", "echo the last words; exit 3"), deadline);
        var loop = await application.ResourceNotifications.WaitForResourceAsync(
            "broken", change => change.Snapshot.State?.Text == LocalResourceStates.CrashLoop, deadline);
        Assert.Equal(3, loop.Snapshot.ExitCode);
        Assert.Contains(loop.Snapshot.Properties, property => property.Name == "kubrick.crashes" && property.Value is >= RestartPolicy.LoopLength);
        Assert.Null(loop.Snapshot.HealthStatus);
        Assert.Contains(application.GetLogLines("broken"), line => line.Content == "the last words");
    }

    [Fact]
    public async Task A_program_that_is_not_available_is_not_started_again_and_says_what_is_missing()
    {
        var deadline = TestApplication.Deadline;
        await using var application = await TestApplication.StartAsync(
            builder =>
            {
                var server = builder.AddExecutable("server", "sh", "/", "-c", "echo starting; echo noise >&2; echo 'The server is not installed: run install.' >&2; exit 69")
                    .WithHttpEndpoint().WithHttpHealthCheck();
                builder.AddExecutable("dependent", "sleep", "/", "600").WaitFor(server);
            },
            deadline);
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => application.ResourceNotifications.WaitForResourceHealthyAsync("server", deadline));
        Assert.Equal("The resource 'server' cannot run: The server is not installed: run install.", error.Message);
        Assert.True(application.ResourceNotifications.TryGetCurrentState("dependent", out var dependent));
        Assert.Equal(KnownResourceStates.Waiting, dependent.Snapshot.State?.Text);
        Assert.Single(application.GetLogLines("server"), line => line.Content == "starting");
    }

    [Theory]
    [InlineData("/no/such/program", "/no/such/program is not there.")]
    [InlineData("no-such-program", "The program 'no-such-program' is not on the PATH.")]
    [InlineData("/etc/passwd", "/etc/passwd is not executable.")]
    public async Task A_program_that_cannot_be_started_fails_with_one_sentence(string program, string sentence)
    {
        var deadline = TestApplication.Deadline;
        await using var application = await TestApplication.StartAsync(builder => builder.AddExecutable("missing", program, "/"), deadline);
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => application.ResourceNotifications.WaitForResourceHealthyAsync("missing", deadline));
        Assert.EndsWith(sentence, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_ends_well_has_finished()
    {
        var deadline = TestApplication.Deadline;
        await using var application = await TestApplication.StartAsync(builder => builder.AddExecutable("once", "true", "/"), deadline);
        var finished = await application.ResourceNotifications.WaitForResourceAsync(
            "once", change => change.Snapshot.State?.Text == KnownResourceStates.Finished, deadline);
        Assert.Equal(0, finished.Snapshot.ExitCode);
    }

    [Fact]
    public async Task A_resource_starts_only_when_what_it_waits_for_has_finished()
    {
        using var folder = new TemporaryFolder();
        var go = folder.File("go");
        var deadline = TestApplication.Deadline;
        await using var application = await TestApplication.StartAsync(
            builder =>
            {
                var migration = builder.AddExecutable("migration", "sh", "/", "-c", $"while [ ! -e {go} ]; do sleep 0.05; done; exit 4");
                builder.AddExecutable("after", "sleep", "/", "600").WaitForCompletion(migration, exitCode: 4);
                builder.AddExecutable("wrong", "sleep", "/", "600").WaitForCompletion(migration);
            },
            deadline);
        await application.ResourceNotifications.WaitForResourceAsync("after", KnownResourceStates.Waiting, deadline);
        await File.WriteAllTextAsync(go, "", deadline);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("after", deadline);
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => application.ResourceNotifications.WaitForResourceHealthyAsync("wrong", deadline));
        Assert.Contains("'migration', which ended with exit code 4, not 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_crashed_process_leaves_is_gone_before_it_is_started_again()
    {
        using var folder = new TemporaryFolder();
        var children = folder.File("children");
        var deadline = TestApplication.Deadline;
        await using var application = await TestApplication.StartAsync(
            builder => builder.AddExecutable("parent", "sh", "/", "-c", $"sleep 600 & echo $! >>{children}; setsid sleep 600 & echo $! >>{children}; wait"), deadline);
        await TestApplication.UntilAsync(() => Lines(children).Length == 2, deadline);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("parent", deadline);
        application.KillProcess("parent");
        await TestApplication.UntilAsync(() => Lines(children).Length == 4, deadline);
        Assert.DoesNotContain(Lines(children).Take(2), line => TestApplication.IsAlive(int.Parse(line, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_resource_is_stopped_started_and_restarted_on_command()
    {
        var deadline = TestApplication.Deadline;
        await using var application = await TestApplication.StartAsync(builder => builder.AddExecutable("worker", "sleep", "/", "600"), deadline);
        var commands = application.ResourceCommands;
        var notifications = application.ResourceNotifications;
        await notifications.WaitForResourceHealthyAsync("worker", deadline);
        var first = Assert.Single(application.GetProcessIds("worker"));

        Assert.True((await commands.ExecuteCommandAsync("worker", KnownResourceCommands.StopCommand, deadline)).Success);
        Assert.False(TestApplication.IsAlive(first));
        Assert.True(notifications.TryGetCurrentState("worker", out var stopped));
        Assert.Equal(KnownResourceStates.Exited, stopped.Snapshot.State?.Text);
        Assert.Throws<InvalidOperationException>(() => application.KillProcess("worker"));

        Assert.True((await commands.ExecuteCommandAsync("worker", "resource-start", deadline)).Success);
        await notifications.WaitForResourceHealthyAsync("worker", deadline);
        var second = Assert.Single(application.GetProcessIds("worker"));
        Assert.True((await commands.ExecuteCommandAsync("worker", "start", deadline)).Success);
        Assert.Equal(second, Assert.Single(application.GetProcessIds("worker")));

        Assert.True((await commands.ExecuteCommandAsync("worker", KnownResourceCommands.RestartCommand, deadline)).Success);
        await TestApplication.UntilAsync(() => application.GetProcessIds("worker") is [var id] && id != second, deadline);

        Assert.False((await commands.ExecuteCommandAsync("worker", "dance", deadline)).Success);
        Assert.False((await commands.ExecuteCommandAsync("nobody", "stop", deadline)).Success);
    }

    [Fact]
    public async Task A_resource_that_was_stopped_while_it_waited_does_not_start()
    {
        var deadline = TestApplication.Deadline;
        await using var application = await TestApplication.StartAsync(
            builder =>
            {
                var never = builder.AddExecutable("never", "sleep", "/", "600").WithHttpEndpoint().WithHttpHealthCheck("/");
                builder.AddExecutable("waits", "sleep", "/", "600").WaitFor(never);
            },
            deadline);
        await application.ResourceNotifications.WaitForResourceAsync("waits", KnownResourceStates.Waiting, deadline);
        await application.ResourceCommands.ExecuteCommandAsync("waits", "stop", deadline);
        Assert.True(application.ResourceNotifications.TryGetCurrentState("waits", out var waits));
        Assert.Equal(KnownResourceStates.Exited, waits.Snapshot.State?.Text);
        await application.ResourceNotifications.WaitForResourceAsync(
            "never", change => change.Snapshot.HealthStatus == HealthStatus.Unhealthy, deadline);
    }

    [Fact]
    public async Task Waiting_for_a_resource_that_does_not_exist_is_an_error()
    {
        var deadline = TestApplication.Deadline;
        await using var application = await TestApplication.StartAsync(builder => builder.AddExecutable("worker", "true", "/"), deadline);
        await Assert.ThrowsAsync<DistributedApplicationException>(() => application.ResourceNotifications.WaitForResourceHealthyAsync("wroker", deadline));
    }

    [Fact]
    public async Task A_child_that_keeps_the_output_open_holds_up_nobody()
    {
        var deadline = TestApplication.Deadline;
        var before = TimeProvider.System.GetTimestamp();
        await using (var application = await TestApplication.StartAsync(
            builder => builder.AddExecutable("parent", "sh", "/", "-c", "env -u KUBRICK_RUN setsid sleep 5 & exec sleep 600"), deadline))
        {
            await application.ResourceNotifications.WaitForResourceHealthyAsync("parent", deadline);
        }

        Assert.False(deadline.IsCancellationRequested, $"{TimeProvider.System.GetElapsedTime(before)}");
    }

    private static string[] Lines(string file) => File.Exists(file) ? File.ReadAllLines(file) : [];
}
