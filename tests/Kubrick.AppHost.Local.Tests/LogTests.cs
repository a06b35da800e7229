using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.AppHost.Local.Tests;

public sealed class LogTests
{
    [Fact]
    public void A_log_file_is_bounded_and_the_oldest_lines_go()
    {
        using var folder = new TemporaryFolder();
        using (var file = new RotatingFile(folder.File("logs/a.log"), maxBytes: 100, kept: 2))
        {
            for (var i = 0; i < 100; i++)
            {
                file.WriteLine($"line {i:000}");
            }
        }

        var files = Directory.GetFiles(folder.File("logs")).Order().Select(Path.GetFileName);
        Assert.Equal(["a.log", "a.log.1", "a.log.2"], files);
        Assert.All(Directory.GetFiles(folder.File("logs")), file => Assert.True(new FileInfo(file).Length <= 120));
        Assert.EndsWith("line 099\n", File.ReadAllText(folder.File("logs/a.log")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_file_that_cannot_be_written_stops_nobody()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("logs"), "a file where a folder should be");
        using var log = new ResourceLog("a", new RotatingFile(folder.File("logs/a.log")), null, TimeProvider.System);
        log.Add("text", false);
        Assert.Equal("text", Assert.Single(log.Lines()).Content);
    }

    [Fact]
    public void Only_the_last_lines_are_kept_in_memory()
    {
        using var log = new ResourceLog("a", null, null, TimeProvider.System);
        for (var i = 0; i < ResourceLog.KeptLines + 10; i++)
        {
            log.Add($"{i}", i % 2 == 0);
        }

        Assert.Equal(ResourceLog.KeptLines, log.Lines().Count);
        Assert.Equal(new LogLine(11, "10", true), log.Lines()[0]);
    }

    [Fact]
    public async Task The_terminal_shows_who_wrote_a_line_and_a_paused_one_holds_up_nobody()
    {
        var paused = new PausedWriter();
        var console = new LogConsole(paused, coloured: false, ["a", "longer"]);
        for (var i = 0; i < 50_000; i++)
        {
            console.Write("a", $"{i}", false);
        }

        paused.Resume();
        await console.DisposeAsync();
        var lines = paused.ToString()!.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("a      | 49999", lines[^1]);
        Assert.Contains(lines, line => line.Contains("lines left out here", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lines_can_be_watched_until_the_application_stops()
    {
        var deadline = TestApplication.Deadline;
        var application = await TestApplication.StartAsync(
            builder => builder.AddExecutable("talks", "sh", "/", "-c", "echo one; echo two >&2; exec sleep 600"), deadline);
        var watched = new List<LogLine>();
        var watching = Task.Run(
            async () =>
            {
                await foreach (var lines in application.Services.GetRequiredService<ResourceLoggerService>().WatchAsync("talks"))
                {
                    watched.AddRange(lines);
                }
            },
            deadline);
        await TestApplication.UntilAsync(() => application.GetLogLines("talks").Count == 2, deadline);
        await application.DisposeAsync();
        await watching.WaitAsync(deadline);
        Assert.Contains(watched, line => line is { Content: "one", IsErrorMessage: false });
        Assert.Contains(watched, line => line is { Content: "two", IsErrorMessage: true });
    }

    private sealed class PausedWriter : StringWriter
    {
        private readonly ManualResetEventSlim _resumed = new();

        public void Resume() => _resumed.Set();

        public override void WriteLine(string? value)
        {
            _resumed.Wait(TestContext.Current.CancellationToken);
            base.WriteLine(value);
        }

        protected override void Dispose(bool disposing)
        {
            _resumed.Dispose();
            base.Dispose(disposing);
        }
    }
}
