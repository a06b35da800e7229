using Kubrick.Contracts.Streams;
using Kubrick.Testing;
using Kubrick.Transcoder.Tests.Fixtures;
using Kubrick.Transcoder.Tests.Workers;

namespace Kubrick.Transcoder.Tests.Streams;

[Collection(SecondBroker.Name)]
public sealed class BrokenFFmpegTests(BrokerFixture broker) : WorkerTests(broker)
{
    [Fact]
    public async Task FFmpeg_that_ends_early_is_restarted_and_the_stream_continues()
    {
        var fixture = Fixture.Load("vp8");
        var count = Path.Combine(Folder, "count");
        await using var worker = StartWorker(("Transcoder:FFmpegPath", Script($"""
            if [[ ! -e {count} ]]; then touch {count}; head -c 60000 | ffmpeg "$@"; exit 1; fi
            exec ffmpeg "$@"
            """)));
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(fixture.Chunks);
        await stream.EndAsync();

        var ended = await stream.EndedAsync();

        Assert.Equal(stream.Sha256(), ended.Archive.Sha256);
        var source = await MediaTool.ProbeAsync(fixture.Bytes);
        var made = (await MediaTool.ProbeAsync(Stored(stream).Everything())).Where(packet => packet.IsVideo).ToList();
        // Frames between the last part and the next keyframe are lost.
        Assert.InRange(made.Count, source.Count(packet => packet.IsVideo) - 40, source.Count(packet => packet.IsVideo));
        Assert.All(made.Zip(made.Skip(1)), pair => Assert.True(pair.First.TimeUs < pair.Second.TimeUs));
        Assert.Equal(source.Last(packet => packet.IsVideo).TimeUs + 10_000_000, made[^1].TimeUs);
    }

    [Fact]
    public async Task FFmpeg_that_dies_after_the_end_of_input_is_restarted_for_the_rest()
    {
        var fixture = Fixture.Load("vp8");
        var count = Path.Combine(Folder, "count");
        await using var worker = StartWorker(("Transcoder:FFmpegPath", Script($"""
            if [[ ! -e {count} ]]; then touch {count}; head -c 60000 | ffmpeg "$@"; cat >/dev/null; kill -KILL $$; fi
            exec ffmpeg "$@"
            """)));
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(fixture.Chunks);
        await stream.EndAsync();

        await stream.EndedAsync();

        var source = (await MediaTool.ProbeAsync(fixture.Bytes)).Where(packet => packet.IsVideo).ToList();
        var made = (await MediaTool.ProbeAsync(Stored(stream).Everything())).Where(packet => packet.IsVideo).ToList();
        Assert.Equal(source[^1].TimeUs + 10_000_000, made[^1].TimeUs);
    }

    [Theory]
    [InlineData("exit 1")]
    // It must not read: then an attempt could take all that was sent, and the next one would wait for more.
    [InlineData("exec >&-; exec sleep 600")]
    [InlineData("exec sleep 600")]
    public async Task FFmpeg_that_never_has_output_fails_the_stream_and_the_bytes_are_kept(string command)
    {
        await using var worker = StartWorker(("Transcoder:FFmpegPath", Script(command)), ("Transcoder:StallTimeout", "00:00:01"));
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(Fixture.Load("vp8").Chunks);

        var failed = await stream.FailedAsync();

        Assert.Equal((StreamErrorCodes.TranscodingFailed, stream.Sha256()), (failed.Code, failed.Archive!.Sha256));
        Assert.Null(failed.ManifestKey);
        await stream.LeaveAsync();
        await stream.GoneAsync();
        Assert.Empty(Stored(stream).Leftovers());
    }

    [Fact]
    public async Task After_too_many_attempts_a_stream_fails_and_its_bytes_are_kept()
    {
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync(Fixture.Load("vp8").Chunks);
        await stream.EndAsync();
        await using (StartWorker(("Transcoder:Slots", "1"), ("Transcoder:FFmpegPath", Script("exec sleep 600"))))
        {
            await Eventually.TrueAsync("a worker has started on it", () => Task.FromResult(Stored(stream).Exists(DefaultKeys.Keys.Checkpoint(stream.Id))), Cancel);
        }

        var checkpoint = Path.Combine(Folder, "objects", DefaultKeys.Keys.Checkpoint(stream.Id));
        await File.WriteAllTextAsync(checkpoint, """{"attempts":5}""", Cancel);
        await using var worker = StartWorker();

        var failed = await stream.FailedAsync();

        Assert.Equal((StreamErrorCodes.TranscodingFailed, stream.Sha256()), (failed.Code, failed.Archive!.Sha256));
    }

    private string Script(string command)
    {
        Directory.CreateDirectory(Folder);
        var path = Path.Combine(Folder, "ffmpeg");
        File.WriteAllText(path, $"""
            #!/bin/bash
            if [[ $* == *-version* ]]; then exec ffmpeg "$@"; fi
            {command}
            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
