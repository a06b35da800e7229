using System.Text;
using Kubrick.Contracts.Logs;
using Kubrick.Playback.Window;

namespace Kubrick.Playback.Tests.Live;

/// <summary>Records of a part log, as a worker writes them: segments of 2 s, each with a few parts of 0.4 s or less.</summary>
internal static class Tape
{
    public const long PartUs = 400_000;

    public static readonly DateTimeOffset Began = new(2026, 11, 22, 18, 0, 0, TimeSpan.Zero);

    public static readonly WindowLimits Limits = new(Segments: 5, HardSegments: 8, Bytes: 1 << 20, PartsUs: 9_000_000);

    public static (PartHeader Header, ReadOnlyMemory<byte> Body) Init(long segment, int epoch = 0) =>
        Record(PartKind.Init, segment, 0, Text($"init {epoch}"), epoch, durationUs: 0);

    public static (PartHeader Header, ReadOnlyMemory<byte> Body) Part(long segment, int index, int epoch = 0, bool discontinuity = false, long durationUs = PartUs) =>
        Record(PartKind.Part, segment, index, PartBytes(segment, index), epoch, durationUs, discontinuity);

    public static (PartHeader Header, ReadOnlyMemory<byte> Body) Close(long segment, int parts = 5, int epoch = 0) => (
        new PartHeader(PartKind.Segment, epoch, segment, parts, Start(segment), parts * PartUs, true, false, Time(segment, 0), SegmentBytes(segment, parts).Length),
        default);

    public static (PartHeader Header, ReadOnlyMemory<byte> Body) Stored(long segment) => Record(PartKind.Stored, segment, 0, default, 0, durationUs: 0);

    public static (PartHeader Header, ReadOnlyMemory<byte> Body) End(long last) => Record(PartKind.End, last, 0, default, 0, durationUs: 0);

    /// <summary>A whole segment: its section, its parts, its end, and that it is stored.</summary>
    public static IEnumerable<(PartHeader Header, ReadOnlyMemory<byte> Body)> Segment(
        long segment, int parts = 5, int epoch = 0, bool discontinuity = false, bool isStored = true) =>
    [
        Init(segment, epoch),
        .. Enumerable.Range(0, parts).Select(index => Part(segment, index, epoch, discontinuity && index == 0)),
        Close(segment, parts, epoch),
        .. isStored ? [Stored(segment)] : Array.Empty<(PartHeader, ReadOnlyMemory<byte>)>(),
    ];

    public static IEnumerable<(PartHeader Header, ReadOnlyMemory<byte> Body)> Segments(long first, int count) =>
        Enumerable.Range(0, count).SelectMany(number => Segment(first + number));

    public static LiveWindow Play(this LiveWindow window, IEnumerable<(PartHeader Header, ReadOnlyMemory<byte> Body)> records) =>
        records.Aggregate(window, (before, record) => before.Apply(record.Header, record.Body));

    public static LiveWindow Play(this LiveWindow window, params (PartHeader Header, ReadOnlyMemory<byte> Body)[] records) => window.Play(records.AsEnumerable());

    public static LiveWindow Empty(WindowLimits? limits = null) => new(limits ?? Limits);

    public static ReadOnlyMemory<byte> PartBytes(long segment, int index) => Text($"part {segment}.{index};");

    public static byte[] SegmentBytes(long segment, int parts = 5) => [.. Enumerable.Range(0, parts).SelectMany(index => PartBytes(segment, index).ToArray())];

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static (PartHeader, ReadOnlyMemory<byte>) Record(
        PartKind kind, long segment, int index, ReadOnlyMemory<byte> body, int epoch, long durationUs, bool discontinuity = false) =>
        (new PartHeader(kind, epoch, segment, index, Start(segment) + (index * PartUs), durationUs, index == 0, discontinuity, Time(segment, index), body.Length), body);

    private static long Start(long segment) => segment * 2_000_000;

    private static DateTimeOffset Time(long segment, int index) => Began.AddSeconds(2 * segment).AddMilliseconds(400 * index);
}
