namespace Kubrick.AppHost.Local.Tests;

public sealed class HostStopTests
{
    private const int Interrupt = 2;

    [Fact]
    public async Task A_host_that_is_told_to_stop_stops_those_that_need_others_first_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        var deadline = TestApplication.Deadline;
        await using var host = HostProcess.Start(folder.File("data"), $"--OrderFile={folder.File("order")}");
        await host.UpAsync(deadline);
        var run = await File.ReadAllTextAsync(folder.File("data/run"), deadline);
        Assert.Equal(4, HostProcess.Running(run).Count);
        Assert.StartsWith("http://127.0.0.1:", await File.ReadAllTextAsync(folder.File("data/address"), deadline), StringComparison.Ordinal);

        host.Signal(Signals.Terminate);
        Assert.Equal(0, await host.EndAsync(deadline));
        Assert.Empty(HostProcess.Running(run));
        Assert.Equal(["edge", "api", "api", "store"], await File.ReadAllLinesAsync(folder.File("order"), deadline));
        Assert.False(File.Exists(folder.File("data/address")));
        Assert.Contains("store started", await File.ReadAllTextAsync(folder.File("data/logs/store.log"), deadline), StringComparison.Ordinal);
        Assert.Contains(host.Lines, line => line.StartsWith("store", StringComparison.Ordinal) && line.EndsWith("| store started", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_second_host_on_the_same_data_folder_ends_with_one_sentence()
    {
        using var folder = new TemporaryFolder();
        var deadline = TestApplication.Deadline;
        await using var host = HostProcess.Start(folder.File("data"));
        await host.UpAsync(deadline);
        var address = (await File.ReadAllTextAsync(folder.File("data/address"), deadline)).Trim();

        await using var second = HostProcess.Start(folder.File("data"));
        Assert.Equal(1, await second.EndAsync(deadline));
        Assert.Equal([$"Another application runs on the data folder {folder.File("data")} (process {host.Id}): {address}."], second.Lines);

        host.Signal(Signals.Terminate);
        Assert.Equal(0, await host.EndAsync(deadline));
    }

    [Fact]
    public async Task A_host_of_which_a_part_cannot_run_says_why_and_ends()
    {
        using var folder = new TemporaryFolder();
        var deadline = TestApplication.Deadline;
        await using var host = HostProcess.Start(folder.File("data"), "--Missing=true", $"--HealthFile:store={folder.File("never")}");
        Assert.Equal(1, await host.EndAsync(deadline));
        await TestApplication.UntilAsync(
            () => host.Lines.Any(line => line.EndsWith("| missing cannot run: The server is not installed: run install.", StringComparison.Ordinal)), deadline);
        Assert.Empty(HostProcess.Running(await File.ReadAllTextAsync(folder.File("data/run"), deadline)));
    }

    [Fact]
    public async Task Ctrl_C_once_gives_time_and_again_does_not()
    {
        using var folder = new TemporaryFolder();
        var deadline = TestApplication.Deadline;
        await using var host = HostProcess.Start(folder.File("data"), "--Stubborn=true");
        await host.UpAsync(deadline);
        var run = await File.ReadAllTextAsync(folder.File("data/run"), deadline);
        host.Signal(Interrupt);
        // Only the stubborn one is left: the first Ctrl-C waits for it.
        await TestApplication.UntilAsync(() => HostProcess.Running(run).Count <= 2, deadline);
        await TestApplication.UntilAsync(
            () =>
            {
                host.Signal(Interrupt);
                return host.Lines.Any(line => line.Contains("stubborn did not end on SIGTERM; killed at once.", StringComparison.Ordinal));
            },
            deadline);
        Assert.Equal(0, await host.EndAsync(deadline));
        Assert.Empty(HostProcess.Running(run));
    }
}
