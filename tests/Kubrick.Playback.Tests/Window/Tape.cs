using System.Text;
using Kubrick.Contracts.Logs;
using Kubrick.Playback.Window;

namespace Kubrick.Playback.Tests.Window;

/// <summary>Part log records as a worker writes them: segments of 2 s with parts of 0.4 s.</summary>
internal static class Tape
{
    public const long PartUs = 400_000;

    public static readonly DateTimeOffset StartedAt = new(2026, 11, 22, 18, 0, 0, TimeSpan.Zero);

    public static readonly WindowLimits Limits = new(Segments: 5, HardSegments: 8, Bytes: 1 << 20, PartsUs: 9_000_000);

    public static (PartRecord Header, ReadOnlyMemory<byte> Body) Init(long segment, int initNumber = 0) =>
        (new InitAppended { MediaSequence = segment, InitNumber = initNumber }, Text($"init {initNumber}"));

    public static (PartRecord Header, ReadOnlyMemory<byte> Body) Part(long segment, int index, int initNumber = 0, bool discontinuity = false, long durationUs = PartUs)
    {
        var part = new PartAppended
        {
            MediaSequence = segment,
            PartIndex = index,
            InitNumber = initNumber,
            StartUs = Start(segment) + (index * PartUs),
            DurationUs = durationUs,
            IsIndependent = index == 0,
            PartTargetUs = PartUs,
            IsDiscontinuity = discontinuity,
            ProgramTime = Time(segment, index),
        };
        return (part, PartBytes(segment, index));
    }

    public static (SegmentClosed Header, ReadOnlyMemory<byte> Body) Close(long segment, int parts = 5, int initNumber = 0)
    {
        var closed = new SegmentClosed
        {
            MediaSequence = segment,
            PartCount = parts,
            InitNumber = initNumber,
            StartUs = Start(segment),
            DurationUs = parts * PartUs,
            IsIndependent = true,
            ProgramTime = Time(segment, 0),
            Bytes = SegmentBytes(segment, parts).Length,
        };
        return (closed, default);
    }

    public static (PartRecord Header, ReadOnlyMemory<byte> Body) Stored(long segment) => (new SegmentStored { MediaSequence = segment }, default);

    public static (PartRecord Header, ReadOnlyMemory<byte> Body) End(long last) => (new PartLogEnded { MediaSequence = last }, default);

    /// <summary>The records of a whole segment: its initialisation section, its parts, its end, and that it is stored.</summary>
    public static IEnumerable<(PartRecord Header, ReadOnlyMemory<byte> Body)> Segment(
        long segment, int parts = 5, int initNumber = 0, bool discontinuity = false, bool isStored = true) =>
    [
        Init(segment, initNumber),
        .. Enumerable.Range(0, parts).Select(index => Part(segment, index, initNumber, discontinuity && index == 0)),
        Close(segment, parts, initNumber),
        .. isStored ? [Stored(segment)] : Array.Empty<(PartRecord, ReadOnlyMemory<byte>)>(),
    ];

    public static IEnumerable<(PartRecord Header, ReadOnlyMemory<byte> Body)> Segments(long first, int count) =>
        Enumerable.Range(0, count).SelectMany(number => Segment(first + number));

    public static LiveWindow Play(this LiveWindow window, IEnumerable<(PartRecord Header, ReadOnlyMemory<byte> Body)> records) =>
        records.Aggregate(window, (before, record) => before.Apply(record.Header, record.Body));

    public static LiveWindow Play(this LiveWindow window, params (PartRecord Header, ReadOnlyMemory<byte> Body)[] records) => window.Play(records.AsEnumerable());

    /// <summary>The record with a count of discontinuities, if it is a part.</summary>
    public static PartRecord Counted(PartRecord record, int discontinuities) => record is PartAppended part ? part with { Discontinuities = discontinuities } : record;

    public static LiveWindow Empty(WindowLimits? limits = null) => new(limits ?? Limits);

    public static ReadOnlyMemory<byte> PartBytes(long segment, int index) => Text($"part {segment}.{index};");

    public static byte[] SegmentBytes(long segment, int parts = 5) => [.. Enumerable.Range(0, parts).SelectMany(index => PartBytes(segment, index).ToArray())];

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static long Start(long segment) => segment * 2_000_000;

    private static DateTimeOffset Time(long segment, int index) => StartedAt.AddSeconds(2 * segment).AddMilliseconds(400 * index);
}
