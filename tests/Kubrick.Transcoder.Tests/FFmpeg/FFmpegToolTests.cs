using System.Globalization;
using System.Text;
using Kubrick.Storage.Containers;
using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Tests.Fixtures;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.Tests.FFmpeg;

public sealed class FFmpegToolTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kubrick-tool-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Bytes_go_in_and_come_out()
    {
        var source = Fixture.Load("vp8").Bytes;
        using var output = new MemoryStream();

        var result = await Tool().RunAsync(
            [.. ToolInput.Pipe(1_000_000), "-map", "0:a:0", "-c", "copy", "-f", "ogg", "pipe:1"],
            (stream, token) => stream.WriteAsync(source, token).AsTask(),
            (stream, token) => stream.CopyToAsync(output, token),
            Cancel);

        Assert.True(result.IsSuccess);
        Assert.Equal("OggS", Encoding.ASCII.GetString(output.ToArray()[..4]));
    }

    [Fact]
    public async Task A_cancelled_run_is_killed_with_its_children()
    {
        var id = Path.Combine(folder, "id");
        using var cancel = new CancellationTokenSource();
        var running = Tool(Script($"sleep 600 & echo $! > {id}.part; mv {id}.part {id}; wait")).RunAsync([], cancellationToken: cancel.Token);
        while (!File.Exists(id))
        {
            Assert.False(running.IsCompleted);
            await Task.Delay(20, Cancel);
        }

        var child = int.Parse(await File.ReadAllTextAsync(id, Cancel), CultureInfo.InvariantCulture);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        while (IsAlive(child))
        {
            await Task.Delay(20, deadline.Token);
        }
    }

    [Theory]
    [InlineData("exec sleep 600")]
    [InlineData("while true; do true; done")]
    public async Task A_run_without_progress_is_killed(string command)
    {
        var tool = new FFmpegTool(Options.Create(new TranscoderOptions { FFmpegPath = Script(command) })) { IdleTimeout = TimeSpan.FromMilliseconds(300) };

        await Assert.ThrowsAsync<FFmpegException>(() => tool.RunAsync([], cancellationToken: Cancel));
    }

    [Fact]
    public async Task It_runs_with_a_lower_priority()
    {
        using var output = new MemoryStream();
        await Tool(Script("cut -d' ' -f19 /proc/$$/stat")).RunAsync([], output: (stream, token) => stream.CopyToAsync(output, token), cancellationToken: Cancel);

        var own = int.Parse(File.ReadAllText("/proc/self/stat").Split(") ")[^1].Split(' ')[16], CultureInfo.InvariantCulture);
        Assert.Equal(Math.Min(own + 10, 19), int.Parse(Encoding.UTF8.GetString(output.ToArray()), CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_program_that_cannot_be_run_is_a_failure() =>
        await Assert.ThrowsAsync<FFmpegException>(async () => (await Tool("/nowhere/ffmpeg").RunAsync([], cancellationToken: Cancel)).CouldRead());

    [Theory]
    [InlineData("kill -SEGV $$", false)]
    [InlineData("echo '[error] av_interleaved_write_frame(): No space left on device' >&2; exit 1", false)]
    [InlineData("echo '[error] pipe:0: Invalid data found when processing input' >&2; exit 1", true)]
    public async Task Bad_input_is_told_from_a_bad_machine(string command, bool isInput)
    {
        var result = await Tool(Script(command)).RunAsync([], cancellationToken: Cancel);

        Assert.False(result.IsSuccess);
        if (isInput)
        {
            Assert.False(result.CouldRead());
        }
        else
        {
            Assert.Throws<FFmpegException>(() => result.CouldRead());
        }

        Assert.Throws<FFmpegException>(() => result.EnsureSuccess());
    }

    [Fact]
    public async Task Messages_are_bounded_and_the_last_ones_are_kept()
    {
        var result = await Tool(Script("for i in $(seq 1 5000); do echo \"[error] problem $i\" >&2; done; exit 1")).RunAsync([], cancellationToken: Cancel);

        Assert.Equal(("problem 5000", 20), (result.Problem, result.Messages.Count));
    }

    [Fact]
    public async Task An_input_cannot_open_other_files()
    {
        // A playlist named as if it were media: the format is never guessed.
        var path = Path.Combine(folder, "list.webm");
        await File.WriteAllTextAsync(path, "ffconcat version 1.0\nfile /etc/passwd\n", Cancel);

        var result = await Tool().ProbeAsync(
            ["-show_format", .. ToolInput.Range(path, 0, 100, ContainerKind.Matroska, 1000)], (stream, token) => stream.CopyToAsync(Stream.Null, token), Cancel);

        Assert.False(result.CouldRead());
    }

    private static FFmpegTool Tool(string path = "ffmpeg") => new(Options.Create(new TranscoderOptions { FFmpegPath = path }));

    private static bool IsAlive(int id)
    {
        try
        {
            // The third field of a process that ended and that nobody waited for is Z.
            return File.ReadAllText($"/proc/{id}/stat").Split(' ')[2] != "Z";
        }
        catch (IOException)
        {
            return false;
        }
    }

    private string Script(string command)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.sh");
        File.WriteAllText(path, $"#!/bin/bash\n{command}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return path;
    }
}
