using Kubrick.Transcoder.Containers;
using static Kubrick.Transcoder.Tests.Containers.MadeMatroska;

namespace Kubrick.Transcoder.Tests.Containers;

public sealed class MatroskaReaderTests
{
    // What follows every hostile start, and what must be found of it.
    private static readonly byte[] Good = [.. Cluster(5000), .. SimpleBlock(2, -1, true), .. SimpleBlock(1, 7, true)];

    public static TheoryData<string> Hostile =>
    [
        Hex(Id("EC"), Largest),
        Hex(Id("EC"), Unknown),
        Hex(Id("EC"), Size(100 << 20)),
        Hex(Id("A3"), Largest),
        Hex(Id("A3"), Unknown),
        Hex(Id("A3"), Largest, [0x81, 0, 0, 0x80]),
        Hex(Id("A3"), Size(100 << 20), [0x81, 0, 0, 0x80]),
        Hex(Id("A3"), Size(0)),
        Hex(Id("A3"), Size(3), [0x81, 0, 0]),
        Hex(Id("A3"), Size(9), [0x40, 0x09, 0, 0, 0, 1, 2, 3, 4]),
        Hex(Element("A3", [0x89, 0, 0, 0x80, 1])),
        Hex(Element("A3", [0x00, 0, 0, 0x80, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])),
        Hex(Id("A0"), Unknown),
        Hex(Id("A0"), Largest),
        Hex(Id("A0"), Size(4), [0xA1, 0x90, 0x81, 0]),
        Hex([.. Enumerable.Repeat((byte[])[.. Id("A0"), .. Largest], 2000)]),
        Hex([.. Enumerable.Repeat((byte[])[.. Id("1F43B675"), .. Unknown], 2000)]),
        Hex([.. Enumerable.Repeat((byte[])[.. Id("18538067"), .. Unknown], 2000)]),
        Hex(Id("18538067"), Largest),
        Hex(Id("1F43B675"), Size(0)),
        Hex(Id("1F43B675"), Largest),
        Hex(Id("1F43B675"), Unknown, Element("E7", [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])),
        Hex(Id("1F43B675"), Unknown, Id("E7"), Largest),
        Hex(Id("1F43B675"), Unknown, Id("E7"), Size(0)),
        Hex(Id("1F43B675"), Unknown, SimpleBlock(1, 0, true)),
        Hex(Time(3), Time(4)),
        Hex(Header),
        Hex([0, 0, 0, 0]),
        Hex([0xFF]),
        Hex([0x1F, 0x43, 0xB6]),
    ];

    [Fact]
    public void Blocks_block_groups_and_elements_between_them_are_read()
    {
        byte[] bytes =
        [
            .. Header, .. Element("EC", new byte[300]),
            .. Cluster(1000), .. Element("AB", [1]), .. BlockGroup(2, 0, true), .. SimpleBlock(1, 3, true), .. Element("EC", new byte[5]), .. BlockGroup(1, 40, false),
            .. Element("1C53BB6B", new byte[100]), .. Element("1254C367", new byte[50]),
            .. Element("1F43B675", Element("BF", new byte[4]), Time(2000), SimpleBlock(1, -2, false), BlockGroup(1, 30, true), SimpleBlock(2, 5, true, lacing: 6)),
        ];
        foreach (var step in new[] { 1, 5, bytes.Length })
        {
            var reader = new MatroskaReader();
            var facts = Reading.Read(reader, bytes, step);
            Assert.Equal((64, 48, TrackKind.Audio), (reader.Header!.Video!.Width, reader.Header.Video.Height, reader.Header.Tracks[1].Kind));
            Assert.Empty(facts.Of(SourceFactKind.Damage));
            Assert.Equal(
                [(2, 1_000_000L, true), (1, 1_003_000L, true), (1, 1_040_000L, false), (1, 1_998_000L, false), (1, 2_030_000L, true), (2, 2_005_000L, true)],
                facts.Of(SourceFactKind.Frame).Select(frame => (frame.Track, frame.TimeUs, frame.IsKeyframe)));
            Assert.Equal([(1_003_000L, true), (2_030_000L, false)], facts.Of(SourceFactKind.Restart).Select(restart => (restart.TimeUs, restart.IsKeyframe)));
            Assert.Equal(facts.Of(SourceFactKind.Cluster).Select(cluster => cluster.Offset), facts.Of(SourceFactKind.Restart).Select(restart => restart.Offset));
        }
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Whatever_sizes_are_claimed_reading_resumes_at_the_next_cluster(string hex)
    {
        byte[] before = [.. Header, .. Cluster(1000), .. SimpleBlock(1, 0, true), .. Convert.FromHexString(hex)];
        byte[] bytes = [.. before, .. Good];
        List<SourceFact>? expected = null;
        foreach (var step in new[] { bytes.Length, 1, 3, 64, 65 })
        {
            var facts = Reading.Read(new MatroskaReader(), bytes, step);
            Assert.Equal([before.Length], facts.Of(SourceFactKind.Restart).Skip(1).Select(restart => (int)restart.Offset));
            Assert.Equal([4_999_000L, 5_007_000L], facts.Of(SourceFactKind.Frame).TakeLast(2).Select(frame => frame.TimeUs));
            expected ??= facts;
            Assert.Equal(expected, facts);
        }
    }

    [Theory]
    [InlineData("1549A966", 1L << 55)]
    [InlineData("1654AE6B", 100L << 20)]
    [InlineData("EC", 300_000)]
    public void A_header_that_claims_a_huge_size_is_rejected(string id, long size)
    {
        var reader = new MatroskaReader();
        byte[] bytes = [.. Element("1A45DFA3"), .. Id("18538067"), .. Unknown, .. Id(id), .. Size(size), .. new byte[1000]];
        Assert.Single(Reading.Read(reader, bytes, 10));
        Assert.True(reader.IsUnreadable);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("FF0102")]
    [InlineData("A3841F43B675")]
    [InlineData("EC01FFFFFFFFFFFFFE")]
    [InlineData("1A45DFA380")]
    public void Malformed_bytes_after_a_readable_header_are_damage(string hex)
    {
        byte[] before = [.. Header, .. Convert.FromHexString(hex)];
        var reader = new MatroskaReader();
        var facts = Reading.Read(reader, [.. before, .. Good], 3);
        Assert.Equal([SourceFactKind.Header, SourceFactKind.Damage, SourceFactKind.Cluster], facts.Take(3).Select(fact => fact.Kind));
        Assert.Equal(before.Length, Assert.Single(facts.Of(SourceFactKind.Restart)).Offset);
        Assert.Equal(Header, reader.Header!.Bytes.ToArray());
    }

    [Fact]
    public void A_header_without_tracks_is_rejected()
    {
        foreach (var tracks in new byte[][] { [], Element("1654AE6B"), Element("1654AE6B", Element("AE", Element("D7", [1]), Element("83", [17]))) })
        {
            var reader = new MatroskaReader();
            Reading.Read(reader, [.. Element("1A45DFA3"), .. Id("18538067"), .. Unknown, .. tracks, .. Good], 1);
            Assert.True(reader.IsUnreadable);
            Assert.Null(reader.Header);
        }
    }

    [Fact]
    public void A_clusters_id_inside_of_a_frame_is_no_cluster()
    {
        byte[] frame = [0x81, 0, 0, 0x80, .. Id("1F43B675"), 0x81, 0x00, .. Id("1F43B675"), .. Unknown, 0xE7, 0x89, .. Id("1F43B675"), 0x00];
        byte[] bytes = [.. Header, .. Cluster(1000), .. Element("A3", frame), .. SimpleBlock(1, 1, false)];
        foreach (var step in new[] { 1, 7, bytes.Length })
        {
            var facts = Reading.Read(new MatroskaReader(), bytes, step);
            Assert.Empty(facts.Of(SourceFactKind.Damage));
            Assert.Equal(2, facts.Of(SourceFactKind.Frame).Count);
        }
    }

    private static string Hex(params byte[][] pieces) => Convert.ToHexString([.. pieces.SelectMany(piece => piece)]);
}
