using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Containers;
using Kubrick.Transcoder.Media;
using Kubrick.Transcoder.Streams;
using Kubrick.Transcoder.Tests.Containers;
using Kubrick.Transcoder.Tests.Fixtures;

namespace Kubrick.Transcoder.Tests.Media;

public sealed class SourceLossesTests
{
    private readonly LossCounts counts = new(() => { });
    private readonly SourceLosses losses;

    public SourceLossesTests() => losses = new SourceLosses(counts);

    [Theory]
    [InlineData("vp8")]
    [InlineData("h264")]
    [InlineData("mp4")]
    [InlineData("opus-audio-only")]
    public void A_whole_recording_loses_nothing(string name)
    {
        Read(Reading.ReaderOf(name), Fixture.Load(name).Chunks);
        Assert.Empty(counts.All);
    }

    [Fact]
    public void Damage_counts_once_although_it_is_read_again()
    {
        List<ReadOnlyMemory<byte>> chunks = [.. Fixture.Load("vp8").Chunks];
        chunks[12] = new byte[chunks[12].Length];
        Read(new MatroskaReader(), chunks);
        var first = Assert.Single(counts.All);
        Assert.Equal(StreamLossKinds.Damaged, first.Kind);
        Read(new MatroskaReader(), chunks);
        Assert.Equal([first], counts.All);
    }

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 0)]
    public void Frames_before_the_first_keyframe_of_a_container_are_counted(bool isMiddle, int count)
    {
        byte[] bytes =
        [
            .. MadeMatroska.Header, .. MadeMatroska.Cluster(0),
            .. MadeMatroska.SimpleBlock(2, 0, isKeyframe: true), .. MadeMatroska.SimpleBlock(1, 0, isKeyframe: false), .. MadeMatroska.SimpleBlock(1, 1, isKeyframe: false),
            .. MadeMatroska.SimpleBlock(1, 2, isKeyframe: false), .. MadeMatroska.SimpleBlock(1, 3, isKeyframe: true), .. MadeMatroska.SimpleBlock(1, 4, isKeyframe: false),
        ];
        Read(new MatroskaReader(), [bytes], isMiddle);
        Assert.Equal(count, counts.All.Sum(loss => loss.Count));
        Assert.All(counts.All, loss => Assert.Equal(StreamLossKinds.Skipped, loss.Kind));
    }

    [Fact]
    public void Tracks_beside_the_first_ones_are_counted()
    {
        byte[] header =
        [
            .. MadeMatroska.Element("1A45DFA3", MadeMatroska.Element("4282", "webm"u8.ToArray())),
            .. MadeMatroska.Id("18538067"), .. MadeMatroska.Unknown,
            .. MadeMatroska.Element("1654AE6B", Audio(1), Audio(2), Audio(3)),
            .. MadeMatroska.Cluster(0),
        ];
        Read(new MatroskaReader(), [header]);
        Assert.Equal([new StreamLoss(StreamLossKinds.Tracks, 2)], counts.All);

        static byte[] Audio(byte number) => MadeMatroska.Element(
            "AE", MadeMatroska.Element("D7", [number]), MadeMatroska.Element("83", [2]), MadeMatroska.Element("86", "A_OPUS"u8.ToArray()));
    }

    private void Read(SourceReader reader, IReadOnlyList<ReadOnlyMemory<byte>> chunks, bool isMiddle = false)
    {
        losses.Start(isMiddle);
        for (var i = 0; i < chunks.Count; i++)
        {
            var chunk = new ChunkRecord(i, new ChunkHeader(ChunkKind.Data, i, 0, DateTimeOffset.UnixEpoch), chunks[i]);
            losses.Note(chunk, reader.Append(chunk.Bytes), reader.Header);
        }
    }
}
