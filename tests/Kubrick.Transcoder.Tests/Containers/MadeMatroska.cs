namespace Kubrick.Transcoder.Tests.Containers;

/// <summary>Builds valid and malformed Matroska.</summary>
internal static class MadeMatroska
{
    /// <summary>The unknown size, in eight bytes.</summary>
    public static readonly byte[] Unknown = [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];

    /// <summary>The largest size: 2^56 - 2.</summary>
    public static readonly byte[] Largest = [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE];

    /// <summary>Everything before the first cluster: track 1 is video, track 2 audio.</summary>
    public static byte[] Header { get; } =
    [
        .. Element("1A45DFA3", Element("4282", "webm"u8.ToArray())),
        .. Id("18538067"), .. Unknown,
        .. Element("1549A966", Element("2AD7B1", [0x0F, 0x42, 0x40])),
        .. Element(
            "1654AE6B",
            Element("AE", Element("D7", [1]), Element("83", [1]), Element("86", "V_VP8"u8.ToArray()), Element("E0", Element("B0", [64]), Element("BA", [48]))),
            Element("AE", Element("D7", [2]), Element("83", [2]), Element("86", "A_OPUS"u8.ToArray()))),
    ];

    /// <summary>An element.</summary>
    public static byte[] Element(string id, params byte[][] content)
    {
        byte[] payload = [.. content.SelectMany(bytes => bytes)];
        return [.. Id(id), .. Size(payload.Length), .. payload];
    }

    /// <summary>An id, as the specification writes it.</summary>
    public static byte[] Id(string id) => Convert.FromHexString(id);

    /// <summary>A size, in eight bytes.</summary>
    public static byte[] Size(long size) => [1, .. BitConverter.GetBytes(size).Reverse().Skip(1)];

    /// <summary>The start of a cluster of unknown size.</summary>
    public static byte[] Cluster(ushort time) => [.. Id("1F43B675"), .. Unknown, .. Time(time)];

    /// <summary>A cluster's time.</summary>
    public static byte[] Time(ushort time) => Element("E7", [(byte)(time >> 8), (byte)time]);

    /// <summary>A block of three bytes.</summary>
    public static byte[] SimpleBlock(byte track, sbyte time, bool isKeyframe, byte lacing = 0) => Element("A3", Block(track, time, (byte)((isKeyframe ? 0x80 : 0) | lacing)));

    /// <summary>A group with a block of three bytes.</summary>
    public static byte[] BlockGroup(byte track, sbyte time, bool isKeyframe) =>
        Element("A0", Element("A1", Block(track, time, 0)), Element("9B", [33]), isKeyframe ? [] : Element("FB", [0xDF]), Element("75A2", [1, 2, 3]));

    private static byte[] Block(byte track, sbyte time, byte flags) => [(byte)(0x80 | track), (byte)(time < 0 ? 0xFF : 0), (byte)time, flags, 1, 2, 3];
}
