using Kubrick.Transcoder.Containers;
using Kubrick.Transcoder.Tests.Fixtures;
using static Kubrick.Transcoder.Tests.Packaging.MadeOutput;

namespace Kubrick.Transcoder.Tests.Containers;

public sealed class Mp4ReaderTests
{
    private static readonly List<byte[]> Recorded = Pieces(Fixture.Load("mp4").Bytes);

    public static TheoryData<string> Hostile =>
    [
        "0000000000000000",
        "00000007" + "6d646174",
        "00000001" + "6d646174" + "7fffffffffffffff",
        "00000001" + "6d646174" + "ffffffffffffffff",
        "00000001" + "6d646174" + "0000000000000000",
        "ffffffff" + "6d646174",
        "00000000" + "6d646174",
        "06400000" + "66726565",
        "06400000" + "6d6f6f66",
        "00000001" + "6d6f6f66" + "0000000000000018" + "0000000000000000",
        "00000008" + "6d6f6f66",
        Convert.ToHexString(Box("moof", Box("mfhd", new byte[8]), Box("traf"))),
        Convert.ToHexString(Box("moof", Box("mfhd", new byte[8]), [0, 0, 0, 99, 1, 2, 3, 4])),
        Convert.ToHexString(Box("moof", Box("traf", Box("tfhd", [0, 0, 0, 0, 0, 0, 0, 9])))),
        Convert.ToHexString(Box("moof", Box("traf", Tfhd, Box("trun", [0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF])))),
        Convert.ToHexString(Box("moof", Box("traf", Tfhd, Box("trun", [0, 0, 0x0F, 0x05, 0, 0, 0xFF, 0xFF])))),
        Convert.ToHexString(Box("moof", Box("traf", Box("tfhd", [0, 0, 0, 0x3B, 0, 0, 0, 1])))),
        Convert.ToHexString(Box("moof", Box("traf", Tfhd, Box("tfdt", [1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])))),
        Convert.ToHexString(Box("moof", Box("traf", Tfhd, Box("tfdt", [1, 0, 0, 0, 1])))),
        Convert.ToHexString(Enumerable.Range(0, 1000).Aggregate(Array.Empty<byte>(), (inner, _) => Box("moof", inner))),
        Convert.ToHexString(Recorded[0]),
        "1a45dfa39f4286810142f78101",
    ];

    private static byte[] Tfhd => Box("tfhd", [0, 0, 0, 0, 0, 0, 0, 1]);

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Whatever_sizes_are_claimed_reading_resumes_at_the_next_fragment(string hex)
    {
        byte[] before = [.. Recorded[0], .. Recorded[1], .. Convert.FromHexString(hex)];
        byte[] bytes = [.. before, .. Recorded[2], .. Recorded[3]];
        List<SourceFact>? expected = null;
        foreach (var step in new[] { bytes.Length, 1, 3, 64, 65 })
        {
            var facts = Reading.Read(new Mp4Reader(), bytes, step);
            Assert.Equal(
                [before.Length, before.Length + Recorded[2].Length],
                facts.Of(SourceFactKind.Restart).Skip(1).Select(restart => (int)restart.Offset));
            expected ??= facts;
            Assert.Equal(expected, facts);
        }
    }

    [Fact]
    public void Boxes_between_fragments_are_skipped()
    {
        byte[] large = [0, 0, 0, 1, .. "mdat"u8, 0, 0, 0, 0, 0, 0, 0, 20, 1, 2, 3, 4];
        byte[] bytes =
        [
            .. Recorded[0], .. Box("styp", new byte[8]), .. Box("sidx", new byte[44]), .. Recorded[1], .. large, .. Box("emsg", new byte[30]), .. Recorded[2], .. Box("mfra"),
        ];
        var facts = Reading.Read(new Mp4Reader(), bytes, 11);
        Assert.Empty(facts.Of(SourceFactKind.Damage));
        Assert.Equal(2, facts.Of(SourceFactKind.Restart).Count);
    }

    [Theory]
    [InlineData("06400000" + "6d6f6f76")]
    [InlineData("00000001" + "6d6f6f76" + "7fffffffffffffff")]
    [InlineData("00000010" + "6d646174" + "0000000000000000")]
    [InlineData("00000010" + "6d6f6f66" + "0000000000000000")]
    [InlineData("00000008" + "6d6f6f76")]
    [InlineData("00000000" + "6d6f6f76")]
    public void A_malformed_header_is_rejected(string hex)
    {
        var reader = new Mp4Reader();
        byte[] bytes = [.. Recorded[0].AsSpan(0, 36), .. Convert.FromHexString(hex), .. new byte[1000]];
        Assert.Single(Reading.Read(reader, bytes, 10));
        Assert.True(reader.IsUnreadable);
    }

    [Fact]
    public void The_header_has_the_defaults_of_fragments()
    {
        byte[] header =
        [
            .. Box("ftyp"),
            .. Box(
                "moov",
                Box("mvex", Box("trex", [0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0, 40, 0, 0, 0, 5, 0, 1, 0, 0])),
                Box(
                    "trak",
                    Box("tkhd", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]),
                    Box("mdia", Box("mdhd", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x03, 0xE8]), Box("hdlr", [.. new byte[8], .. "vide"u8])))),
        ];
        var tfhd = Box("tfhd", [0, 2, 0, 0, 0, 0, 0, 7]);
        byte[] bytes =
        [
            .. header,
            .. Box("moof", Box("traf", tfhd, Box("trun", [0, 0, 0, 4, 0, 0, 0, 2, 2, 0, 0, 0]), Box("trun", [1, 0, 8, 0, 0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xF6]))),
            .. Box("mdat", new byte[15]),
            .. Box("moof", Box("traf", tfhd, Box("trun", [0, 0, 0, 0, 0, 0, 0, 1]))),
        ];
        Assert.Equal(
            [(0L, true, 5), (40_000L, false, 5), (70_000L, false, 5), (120_000L, false, 5)],
            Reading.Read(new Mp4Reader(), bytes, 9).Of(SourceFactKind.Frame).Select(frame => (frame.TimeUs, frame.IsKeyframe, frame.Size)));
    }
}
