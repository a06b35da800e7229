using System.Text;

namespace Kubrick.AppHost.Local.Tests;

public sealed class SupervisedProcessTests
{
    [Fact]
    public async Task A_process_that_ignores_SIGTERM_is_killed_with_its_children_when_the_grace_is_over()
    {
        var deadline = TestApplication.Deadline;
        var lines = new List<string>();
        using var process = Start("trap '' TERM; sleep 600 & echo $!; while :; do sleep 0.1; done", lines);
        await TestApplication.UntilAsync(() => Count(lines) == 1, deadline);
        Assert.False(await process.StopAsync(TimeSpan.FromMilliseconds(300), CancellationToken.None));
        await process.EndLeftoversAsync(CancellationToken.None);
        Assert.Equal(128 + Signals.Kill, await process.Exited);
        Assert.False(ProcessTable.HasGroup(process.Id));
        Assert.False(TestApplication.IsAlive(int.Parse(lines[0], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_process_is_given_the_time_it_needs_to_end()
    {
        var deadline = TestApplication.Deadline;
        var lines = new List<string>();
        using var process = Start("trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.05; done", lines);
        await TestApplication.UntilAsync(() => Count(lines) == 1, deadline);
        Assert.True(await process.StopAsync(TimeSpan.FromSeconds(30), deadline));
        Assert.Equal(7, await process.Exited);
        await process.DrainedAsync();
        Assert.Equal(["ready", "bye"], lines);
    }

    [Fact]
    public async Task A_flood_of_output_is_drained()
    {
        var lines = new List<string>();
        using var process = Start("i=0; while [ $i -lt 20 ]; do head -c 100000 /dev/zero | tr '\\0' x; echo; i=$((i+1)); done; head -c 3000000 /dev/zero | tr '\\0' '\\n' >&2", lines);
        Assert.Equal(0, await process.Exited.WaitAsync(TestApplication.Deadline));
        await process.DrainedAsync();
        Assert.Equal(20, lines.Count(line => line.StartsWith('x')));
        Assert.All(lines, line => Assert.True(line.Length < BoundedLines.MaxBytes + 100));
    }

    [Fact]
    public void Lines_are_cut_at_the_limit_and_control_characters_left_out()
    {
        var lines = new List<string>();
        var bounded = new BoundedLines(lines.Add);
        bounded.Add("on"u8);
        bounded.Add("e\r\ntwo\u001b[31m red\a\n\n"u8);
        bounded.Add(Encoding.UTF8.GetBytes(new string('x', BoundedLines.MaxBytes + 5) + "\n"));
        bounded.Add([0xff, (byte)'a']);
        bounded.Finish();
        Assert.Equal(["one", "two[31m red", "", new string('x', BoundedLines.MaxBytes) + "… (5 more bytes)", "\ufffda"], lines);
    }

    [Fact]
    public void A_process_name_with_spaces_and_parentheses_is_understood()
    {
        var entry = ProcessTable.Parse("42 (a) S 1 (x)) S 7 43 44 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 1 2 3");
        Assert.Equal(new ProcessEntry(42, 7, 43, 987654), entry);
        Assert.Null(ProcessTable.Parse("42 (dead) Z 7 43 44 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 1 2 3"));
    }

    private static SupervisedProcess Start(string script, List<string> lines) => SupervisedProcess.Start(
        new ProcessStart("sh", "/", ["-c", script], new Dictionary<string, string>(), $"test/{Guid.NewGuid():N}"),
        (line, _) =>
        {
            lock (lines)
            {
                lines.Add(line);
            }
        },
        TimeProvider.System);

    private static int Count(List<string> lines)
    {
        lock (lines)
        {
            return lines.Count;
        }
    }
}
