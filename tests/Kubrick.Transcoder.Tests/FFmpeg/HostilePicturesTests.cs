using Kubrick.Contracts.Streams;
using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Containers;
using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Media;
using Kubrick.Transcoder.Streams;
using Kubrick.Transcoder.Segments;
using Kubrick.Transcoder.Tests.Containers;
using Kubrick.Transcoder.Tests.Fixtures;
using Kubrick.Transcoder.Tests.Packaging;
using Kubrick.Transcoder.Tests.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kubrick.Transcoder.Tests.FFmpeg;

/// <summary>What FFmpeg keeps in memory of pictures that are passed on as they are.</summary>
public sealed class HostilePicturesTests
{
    private const int PictureBytes = 4 << 20;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_large_pictures_of_one_time_become_fragments_that_are_not_larger_than_they_may_be()
    {
        const int Pictures = 12;
        var (fixture, plan) = Load("h264");
        byte[] source = [.. fixture, .. MadeMatroska.Cluster(10_000), .. Enumerable.Repeat(Picture(plan), Pictures).SelectMany(bytes => bytes)];

        var output = await MediaTool.RunAsync("ffmpeg", FFmpegArguments.Build(plan), source);

        Assert.True(output.Length > Pictures * PictureBytes, "the pictures are passed on");
        Assert.All(MadeOutput.Pieces(output), piece => Assert.InRange(piece.Length, 0, FFmpegArguments.MostFragmentBytes + PictureBytes));
    }

    [Theory]
    [InlineData("h264")]
    [InlineData("h264-late-picture")]
    public async Task Nothing_real_is_cut_at_other_places_because_of_that(string name)
    {
        var (fixture, plan) = Load(name);
        var arguments = FFmpegArguments.Build(plan).ToList();
        var limited = await MediaTool.RunAsync("ffmpeg", arguments, fixture);
        arguments.RemoveRange(arguments.IndexOf("-frag_size"), 2);

        Assert.Equal(await MediaTool.RunAsync("ffmpeg", arguments, fixture), limited);
    }

    [Fact]
    public async Task A_picture_that_does_not_end_is_not_fed_to_FFmpeg_for_ever()
    {
        const long Claimed = 250 << 20;
        var (fixture, plan) = Load("h264");
        var header = fixture.AsMemory(0, fixture.AsSpan().IndexOf(MadeMatroska.Id("1F43B675")));
        using var feeding = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var run = Start(plan, feeding);
        await run.WriteAsync(header, Cancel);
        await run.WriteAsync((byte[])[.. MadeMatroska.Cluster(0), 0xA3, .. MadeMatroska.Size(Claimed), .. Picture(plan).AsSpan(9, 100)], Cancel);

        var fed = 0L;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (fed < Claimed && await run.WriteAsync(new byte[PictureBytes], feeding.Token))
            {
                fed += PictureBytes;
            }
        });

        Assert.InRange(fed, 1, StallWatch.MostUnanswered + PictureBytes);
        Assert.Equal("FFmpeg took input and made nothing of it.", await run.WhenEndedAsync());
    }

    /// <summary>A picture that nothing begins with, at the time of its cluster.</summary>
    private static byte[] Picture(FFmpegPlan plan)
    {
        var picture = new byte[PictureBytes];
        picture.AsSpan().Fill(0xFF);
        (picture[0], picture[1], picture[2], picture[3]) = ((byte)(0x80 | plan.Source.Video!.Number), 0, 0, 0);
        // Behind a start code, as the fixture's are.
        ((byte[])[0, 0, 0, 1, 0x41, 0x9A]).CopyTo(picture, 4);
        return MadeMatroska.Element("A3", picture);
    }

    private static (byte[] Bytes, FFmpegPlan Plan) Load(string name)
    {
        var bytes = Fixture.Load(name).Bytes;
        var reader = ContainerSniffer.CreateReader(ContainerKind.Matroska);
        reader.Append(bytes);
        return (bytes, new FFmpegPlan(reader.Header!, VideoQuality.Of("720p"), new TranscoderOptions()));
    }

    private static FFmpegRun Start(FFmpegPlan plan, CancellationTokenSource feeding)
    {
        var now = TimeProvider.System.GetUtcNow();
        var options = new TranscoderOptions { StallAfter = TimeSpan.FromSeconds(1) };
        // Nothing comes out: it needs nobody to give it to.
        var parts = new MediaParts(
            new TranscodeStream("0123456789abcdef01234567", now, 1, "video/webm", "720p", now),
            options,
            new PlaylistRules(options, DefaultKeys.Keys, DefaultKeys.Names),
            null!,
            null!,
            null!,
            new StreamActivity(TimeProvider.System),
            new StreamProgress(),
            null!,
            TimeProvider.System,
            NullLogger.Instance);
        var (input, state) = (new SourceInput(MediaStart.Beginning), new OutputState());
        var writer = new OutputWriter(parts, MediaStart.Beginning, state, input, new FirstPart(options.FirstPartPatience, TimeProvider.System, isMade: false));
        return FFmpegRun.Start(parts, plan, writer, input, state, feeding, Cancel);
    }
}
