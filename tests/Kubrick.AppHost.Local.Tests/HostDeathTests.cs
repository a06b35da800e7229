using System.Diagnostics;
using System.Globalization;

namespace Kubrick.AppHost.Local.Tests;

public sealed class HostDeathTests
{
    [Fact]
    public async Task A_host_that_is_killed_leaves_nothing_not_even_what_ignores_SIGTERM_and_the_next_one_waits_for_that()
    {
        using var folder = new TemporaryFolder();
        var deadline = TestApplication.Deadline;
        string run;
        await using (var host = HostProcess.Start(folder.File("data"), "--Stubborn=true"))
        {
            await host.UpAsync(deadline);
            run = await File.ReadAllTextAsync(folder.File("data/run"), deadline);
            Assert.True(HostProcess.Running(run).Count >= 9);
            host.Signal(Signals.Kill);
            await host.EndAsync(deadline);
        }

        await using var next = HostProcess.Start(folder.File("data"));
        await next.UpAsync(deadline);
        Assert.Empty(HostProcess.Running(run));
        Assert.Contains(next.Lines, line => line.Contains("Waiting for the processes of an earlier run to end", StringComparison.Ordinal));
        next.Signal(Signals.Terminate);
        Assert.Equal(0, await next.EndAsync(deadline));
    }

    [Fact]
    public async Task A_host_that_is_killed_together_with_its_guard_leaves_nothing_to_the_next_one()
    {
        using var folder = new TemporaryFolder();
        var deadline = TestApplication.Deadline;
        string run;
        await using (var host = HostProcess.Start(folder.File("data")))
        {
            await host.UpAsync(deadline);
            run = await File.ReadAllTextAsync(folder.File("data/run"), deadline);
            var guard = Assert.Single(ProcessTable.All(), process => process.Parent == host.Id && IsGuard(process.Id));
            Signals.Send(host.Id, 19);
            Signals.Send(guard, Signals.Kill);
            await TestApplication.UntilAsync(() => ProcessTable.Find(guard.Id) is null, deadline);
            host.Signal(Signals.Kill);
            await host.EndAsync(deadline);
            Assert.Equal(4, HostProcess.Running(run).Count);
        }

        await using var next = HostProcess.Start(folder.File("data"));
        await next.UpAsync(deadline);
        Assert.Empty(HostProcess.Running(run));
        next.Signal(Signals.Terminate);
        Assert.Equal(0, await next.EndAsync(deadline));
    }

    [Fact]
    public async Task A_guard_that_is_killed_is_replaced()
    {
        using var folder = new TemporaryFolder();
        var deadline = TestApplication.Deadline;
        await using var host = HostProcess.Start(folder.File("data"));
        await host.UpAsync(deadline);
        var run = await File.ReadAllTextAsync(folder.File("data/run"), deadline);
        var guard = Assert.Single(ProcessTable.All(), process => process.Parent == host.Id && IsGuard(process.Id));
        Signals.Send(guard, Signals.Kill);
        await TestApplication.UntilAsync(
            () => ProcessTable.All().Any(process => process.Parent == host.Id && process.Id != guard.Id && IsGuard(process.Id)), deadline);

        host.Signal(Signals.Kill);
        await host.EndAsync(deadline);
        await TestApplication.UntilAsync(() => HostProcess.Running(run).Count == 0, deadline);
    }

    [Theory]
    [InlineData("add 1 1\n", false)]
    [InlineData("bye\n", true)]
    public async Task The_guard_removes_a_temporary_folder_only_when_the_host_is_gone_without_a_farewell(string input, bool stays)
    {
        using var folder = new TemporaryFolder();
        var deadline = TestApplication.Deadline;
        var data = Directory.CreateDirectory(folder.File("data")).FullName;
        await File.WriteAllTextAsync(folder.File("data/.ephemeral"), "", deadline);
        await RunGuardAsync(folder.File("guard.lock"), data, input, deadline);
        Assert.Equal(stays, Directory.Exists(data));
    }

    [Fact]
    public async Task The_guard_removes_no_folder_that_is_not_marked_as_temporary()
    {
        using var folder = new TemporaryFolder();
        await RunGuardAsync(folder.File("guard.lock"), folder.Path, "", TestApplication.Deadline);
        Assert.True(Directory.Exists(folder.Path));
    }

    // "add 1 1" names process 1 with a start time that is not its own: another process by now, which must not be touched.
    private static async Task RunGuardAsync(string lockFile, string folder, string input, CancellationToken cancellationToken)
    {
        using var script = new StreamReader(typeof(Guard).Assembly.GetManifestResourceStream("guard.sh")!);
        var info = new ProcessStartInfo("sh") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["-c", await script.ReadToEndAsync(cancellationToken), "guard", $"test-{Guid.NewGuid():N}", lockFile, "/dev/null", folder])
        {
            info.ArgumentList.Add(argument);
        }

        using var guard = Process.Start(info)!;
        Assert.Equal("ready", await guard.StandardOutput.ReadLineAsync(cancellationToken));
        await guard.StandardInput.WriteAsync(input);
        guard.StandardInput.Close();
        await guard.WaitForExitAsync(cancellationToken);
    }

    private static bool IsGuard(int process)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/cmdline")).Contains("guard", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return false;
        }
    }
}
