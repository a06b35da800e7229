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
