using Kubrick.Testing;

namespace Kubrick.Functional.Tests.Hosting;

/// <summary>The AppHost, started and stopped like operators do. Each test is a class of its own, because the tests mostly wait and so run side by side.</summary>
public abstract class AppHostEndTests
{
    protected static readonly TimeSpan Timeout = TimeSpan.FromMinutes(4);
    protected static readonly TimeSpan CleanupTimeout = TimeSpan.FromSeconds(30);

    protected static async Task AssertNoProcessIsLeftAfterAsync(string signal)
    {
        var data = Directory.CreateTempSubdirectory("kubrick-apphost-");
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Timeout);
        try
        {
            using var host = new AppHostProcess($"--Kubrick:DataFolder={data.FullName}", "--Kubrick:IsEphemeral=true");
            await host.LineAsync("Kubrick is up:", timeout.Token);
            Assert.NotEmpty(host.Descendants());
            await AssertSecondRunIsRefusedAsync(data.FullName, timeout.Token);

            host.Signal(signal);

            await host.ExitAsync(timeout.Token);
            await Eventually.TrueAsync("no process is left", () => Task.FromResult(host.Descendants().Count == 0), timeout.Token, CleanupTimeout);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task AssertSecondRunIsRefusedAsync(string data, CancellationToken cancellationToken)
    {
        using var second = new AppHostProcess($"--Kubrick:DataFolder={data}", "--Kubrick:IsEphemeral=true");
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => second.LineAsync("Kubrick is up:", cancellationToken));
        await second.ExitAsync(cancellationToken);
        Assert.Equal(78, second.ExitCode);
        Assert.Contains("already running with this data folder", failure.Message, StringComparison.Ordinal);
    }
}

public sealed class KilledAppHostTests : AppHostEndTests
{
    [Fact]
    public Task No_process_is_left_after_the_AppHost_was_killed() => AssertNoProcessIsLeftAfterAsync("KILL");
}

public sealed class InterruptedAppHostTests : AppHostEndTests
{
    [Fact]
    public Task No_process_is_left_after_the_AppHost_was_interrupted() => AssertNoProcessIsLeftAfterAsync("INT");
}

public sealed class TerminatedAppHostTests : AppHostEndTests
{
    [Fact]
    public async Task No_process_is_left_after_the_AppHost_was_terminated_during_its_start()
    {
        var data = Directory.CreateTempSubdirectory("kubrick-apphost-");
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Timeout);
        try
        {
            using var host = new AppHostProcess($"--Kubrick:DataFolder={data.FullName}", "--Kubrick:IsEphemeral=true");
            await Eventually.TrueAsync(
                "the broker is being started", () => Task.FromResult(host.Descendants().Any(process => process.Contains("rabbitmq", StringComparison.Ordinal))), timeout.Token, Timeout);

            host.Signal("TERM");

            await host.ExitAsync(timeout.Token);
            await Eventually.TrueAsync("no process is left", () => Task.FromResult(host.Descendants().Count == 0), timeout.Token, CleanupTimeout);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }
}
