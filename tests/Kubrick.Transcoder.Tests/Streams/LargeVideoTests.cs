using System.Buffers.Binary;
using Kubrick.Contracts.Streams;
using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Tests.Fixtures;
using Kubrick.Transcoder.Tests.Workers;

namespace Kubrick.Transcoder.Tests.Streams;

[Collection(FirstBroker.Name)]
public sealed class LargeVideoTests(BrokerFixture broker) : WorkerTests(broker)
{
    private static readonly byte[] KeyframeOfVp8 = [0x9D, 0x01, 0x2A];

    [Fact]
    public async Task A_huge_frame_is_not_decoded_and_fails_the_stream_at_once()
    {
        // The container's header says 320 x 180; the frames say 16000 x 16000, which would take 400 MB each.
        var bytes = Fixture.Load("vp8").Bytes.ToArray();
        var keyframes = 0;
        for (var at = 0; bytes.AsSpan(at).IndexOf(KeyframeOfVp8) is >= 0 and var found; at += found + KeyframeOfVp8.Length)
        {
            var size = bytes.AsSpan(at + found + KeyframeOfVp8.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(size, 16_000);
            BinaryPrimitives.WriteUInt16LittleEndian(size[2..], 16_000);
            keyframes++;
        }

        Assert.True(keyframes > 1);
        await FailsAsync(bytes);
    }

    [Fact]
    public async Task A_header_of_huge_video_fails_the_stream_before_anything_is_decoded()
    {
        var bytes = Fixture.Load("vp8").Bytes.ToArray();
        // PixelWidth and PixelHeight, of two bytes and of one.
        var at = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xB0, 0x82]);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at + 2), 65_535);
        await FailsAsync(bytes, ("Transcoder:MaxPixels", "230400"));
    }

    private async Task FailsAsync(byte[] bytes, params (string Name, string Value)[] settings)
    {
        await using var worker = StartWorker(settings);
        await using var stream = await PublishedStream.StartAsync(Observer);
        await stream.SendAsync([bytes]);

        var failed = await stream.FailedAsync();

        Assert.Equal((StreamErrorCodes.InvalidMedia, FFmpegMessage.VideoTooLarge), (failed.Code, failed.Reason));
        Assert.Equal(stream.Sha256(), failed.Archive!.Sha256);
    }
}
