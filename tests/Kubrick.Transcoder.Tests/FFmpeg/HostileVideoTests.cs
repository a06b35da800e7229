using Kubrick.Contracts.Streams;
using Kubrick.Storage.Containers;
using Kubrick.Transcoder.Containers;
using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Media;
using Kubrick.Transcoder.Segments;
using Kubrick.Transcoder.Streams;
using Kubrick.Transcoder.Tests.Containers;
using Kubrick.Transcoder.Tests.Fixtures;
using Kubrick.Transcoder.Tests.Packaging;
using Kubrick.Transcoder.Tests.Workers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.Tests.FFmpeg;

/// <summary>How much FFmpeg buffers of video that is copied.</summary>
public sealed class HostileVideoTests
{
    private const int FrameBytes = 4 << 20;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_large_frames_of_one_time_become_fragments_within_the_limit()
    {
        const int Frames = 12;
        var (fixture, plan) = Load("h264");
        byte[] source = [.. fixture, .. MadeMatroska.Cluster(10_000), .. Enumerable.Repeat(Frame(plan), Frames).SelectMany(bytes => bytes)];

        var output = await MediaTool.RunAsync("ffmpeg", FFmpegArguments.Build(plan), source);

        Assert.True(output.Length > Frames * FrameBytes, "the frames are copied");
        Assert.All(MadeOutput.Pieces(output), piece => Assert.InRange(piece.Length, 0, FFmpegArguments.MaxFragmentBytes + FrameBytes));
    }

    [Theory]
    [InlineData("h264")]
    [InlineData("h264-late-picture")]
    public async Task The_fragment_limit_does_not_change_the_cuts_of_real_video(string name)
    {
        var (fixture, plan) = Load(name);
        var arguments = FFmpegArguments.Build(plan).ToList();
        var limited = await MediaTool.RunAsync("ffmpeg", arguments, fixture);
        arguments.RemoveRange(arguments.IndexOf("-frag_size"), 2);

        Assert.Equal(await MediaTool.RunAsync("ffmpeg", arguments, fixture), limited);
    }

    [Fact]
    public async Task A_frame_that_does_not_end_is_not_fed_to_FFmpeg_for_ever()
    {
        const long Claimed = 250 << 20;
        var (fixture, plan) = Load("h264");
        var header = fixture.AsMemory(0, fixture.AsSpan().IndexOf(MadeMatroska.Id("1F43B675")));
        using var feeding = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var run = Start(plan, feeding);
        await run.WriteAsync(header, Cancel);
        await run.WriteAsync((byte[])[.. MadeMatroska.Cluster(0), 0xA3, .. MadeMatroska.Size(Claimed), .. Frame(plan).AsSpan(9, 100)], Cancel);

        var fed = 0L;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (fed < Claimed && await run.WriteAsync(new byte[FrameBytes], feeding.Token))
            {
                fed += FrameBytes;
            }
        });

        Assert.InRange(fed, 1, StallWatch.MaxUnanswered + FrameBytes);
        Assert.Equal(new MediaRunEnd.Broken("FFmpeg took input and produced no output."), await run.WhenEndedAsync());
    }

    /// <summary>A frame that is no keyframe, at the time of its cluster.</summary>
    private static byte[] Frame(FFmpegPlan plan)
    {
        var frame = new byte[FrameBytes];
        frame.AsSpan().Fill(0xFF);
        (frame[0], frame[1], frame[2], frame[3]) = ((byte)(0x80 | plan.Source.Video!.Number), 0, 0, 0);
        // After a start code, as in the fixture.
        ((byte[])[0, 0, 0, 1, 0x41, 0x9A]).CopyTo(frame, 4);
        return MadeMatroska.Element("A3", frame);
    }

    private static (byte[] Bytes, FFmpegPlan Plan) Load(string name)
    {
        var bytes = Fixture.Load(name).Bytes;
        var reader = SourceReader.Of(ContainerKind.Matroska);
        reader.Append(bytes);
        return (bytes, new FFmpegPlan(reader.Header!, VideoQuality.Of("720p"), new TranscoderOptions()));
    }

    private static FFmpegRun Start(FFmpegPlan plan, CancellationTokenSource feeding)
    {
        var now = TimeProvider.System.GetUtcNow();
        var options = new TranscoderOptions { StallTimeout = TimeSpan.FromSeconds(1) };
        var progress = new StreamProgress();
        var job = new TranscodeStream("0123456789abcdef01234567", now, 1, "video/webm", "720p", now);
        var format = new SegmentFormat(Options.Create(options), DefaultKeys.Keys, DefaultKeys.Names);
        // There is no output, so nothing is needed that takes it.
        var context = new MediaContext(
            new OwnedStream(job, progress, null!, null!), new MediaInput(null!, null!, null!), new MediaOutput(null!, null!, format, null!, null!), options, TimeProvider.System, NullLogger.Instance);
        var writer = new OutputWriter(context, MediaStart.FirstByte, new OutputState(), new SourceInput(MediaStart.FirstByte));
        return FFmpegRun.Start(context, plan, writer, feeding, Cancel);
    }
}
