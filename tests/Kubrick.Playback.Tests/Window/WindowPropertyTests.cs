using FsCheck;
using FsCheck.Fluent;
using Kubrick.Contracts.Logs;
using Kubrick.Playback.Playlists;
using Kubrick.Playback.Tests.Hosting;
using Kubrick.Playback.Tests.Playlists;
using Kubrick.Playback.Window;

namespace Kubrick.Playback.Tests.Window;

/// <summary>Invariants of a window for any log: with records duplicated, lost or swapped, with restarted segments, and for late readers.</summary>
public sealed class WindowPropertyTests
{
    private static readonly WindowLimits Tight = new(5, 8, 600, 4_000_000);

    /// <summary>The damage to a log of 12 segments: pairs of a position and a kind of damage.</summary>
    private static readonly Arbitrary<(int Position, int Kind)[]> Damages = Gen.Choose(0, 95)
        .Zip(Gen.Choose(0, 4))
        .ArrayOf()
        .ToArbitrary();

    [Fact]
    public void The_media_sequence_never_decreases_and_has_no_gaps() => Check(windows =>
    {
        var first = -1L;
        foreach (var window in windows.Where(window => !window.Segments.IsEmpty))
        {
            Assert.True(window.Segments[0].MediaSequence >= first, "the media sequence decreased");
            first = window.Segments[0].MediaSequence;
            Assert.Equal(Enumerable.Range(0, window.Segments.Length).Select(place => first + place), window.Segments.Select(segment => segment.MediaSequence));
        }
    });

    [Fact]
    public void Parts_and_whole_segments_never_change() => Check(windows =>
    {
        var parts = new Dictionary<(long, int), byte[]>();
        var durations = new Dictionary<long, long>();
        foreach (var segment in windows.SelectMany(window => window.Segments[..window.ListedCount()]))
        {
            for (var index = 0; index < segment.Parts.Length; index++)
            {
                parts.TryAdd((segment.MediaSequence, index), segment.Parts[index].Bytes.ToArray());
                Assert.Equal(parts[(segment.MediaSequence, index)], segment.Parts[index].Bytes.ToArray());
            }

            if (segment.IsFetchable)
            {
                durations.TryAdd(segment.MediaSequence, segment.DurationUs);
                Assert.Equal(durations[segment.MediaSequence], segment.DurationUs);
            }
        }
    });

    [Fact]
    public void Everything_listed_can_be_fetched() => Check(windows =>
    {
        foreach (var window in windows)
        {
            var stored = window.Segments.Where(segment => segment.IsStored).Select(segment => segment.MediaSequence).ToHashSet();
            foreach (var name in Listing.Of(PlaylistWriter.Write(window, 3, DefaultKeys.Names)).Names.Select(name => DefaultKeys.Names.Parse(name)!))
            {
                Assert.True(
                    name.Kind switch
                    {
                        Storage.MediaKind.Init => window.Inits.ContainsKey(name.InitNumber),
                        Storage.MediaKind.Part => window.Find(name.MediaSequence)!.Parts.Length > name.PartIndex,
                        _ => window.Find(name.MediaSequence)!.IsWhole || stored.Contains(name.MediaSequence),
                    },
                    $"{name} cannot be fetched");
            }
        }
    });

    [Fact]
    public void Memory_stays_within_its_limit_and_is_counted_correctly() => Check(
        windows => Assert.All(windows, window =>
        {
            Assert.InRange(window.Bytes, 0, Tight.Bytes);
            Assert.Equal(window.Bytes, window.Segments.Sum(segment => segment.Parts.Sum(part => (long)part.Bytes.Length)) + window.Inits.Values.Sum(init => init.Length));
        }),
        Tight);

    [Fact]
    public void A_log_with_a_repeated_stretch_ends_with_the_same_window() => Prop.ForAll(Gen.Choose(0, 95).ToArbitrary(), Gen.Choose(0, 95).ToArbitrary(), (a, b) =>
    {
        var log = Log();
        var (back, at) = (Math.Min(a, b), Math.Max(a, b));
        // A second worker resumes before the first worker's last record.
        var twice = log.Take(at).Concat(log.Skip(back)).ToList();
        Assert.Equal(PlaylistWriter.Write(Tape.Empty().Play(log), 3, DefaultKeys.Names), PlaylistWriter.Write(Tape.Empty().Play(twice), 3, DefaultKeys.Names));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_late_reader_ends_with_the_same_window() => Prop.ForAll(Gen.Choose(0, 40).ToArbitrary(), late =>
    {
        var log = Log();
        Assert.Equal(PlaylistWriter.Write(Tape.Empty().Play(log), 3, DefaultKeys.Names), PlaylistWriter.Write(Tape.Empty().Play(log.Skip(late)), 3, DefaultKeys.Names));
    }).QuickCheckThrowOnFailure();

    private static void Check(Action<IReadOnlyList<LiveWindow>> property, WindowLimits? limits = null) => Prop.ForAll(Damages, damages =>
    {
        var window = Tape.Empty(limits);
        var windows = new List<LiveWindow> { window };
        foreach (var (header, body) in Damaged(damages))
        {
            windows.Add(window = window.Apply(header, body));
        }

        property(windows);
    }).QuickCheckThrowOnFailure();

    private static List<(PartRecord Header, ReadOnlyMemory<byte> Body)> Log() => [.. Tape.Segments(0, 6), .. Enumerable.Range(6, 6).SelectMany(number => Tape.Segment(number, initNumber: 1, discontinuity: number == 6))];

    private static List<(PartRecord Header, ReadOnlyMemory<byte> Body)> Damaged((int Position, int Kind)[] damages)
    {
        var log = Log();
        foreach (var (position, kind) in damages)
        {
            var at = position % log.Count;
            switch (kind)
            {
                case 0:
                    log.RemoveAt(at);
                    break;
                case 1:
                    log.Insert(at, log[at]);
                    break;
                case 2:
                    (log[at], log[at / 2]) = (log[at / 2], log[at]);
                    break;
                case 3:
                    // The next worker repeats the last records.
                    log.InsertRange(at, log.Skip(Math.Max(0, at - 10)).Take(10).ToList());
                    break;
                default:
                    log[at] = (Damage(log[at].Header), Tape.Text("damaged"));
                    break;
            }

            if (log.Count is < 10 or > 2_000)
            {
                break;
            }
        }

        return log;
    }

    private static PartRecord Damage(PartRecord record) => record switch
    {
        PartAppended part => part with { PartIndex = part.PartIndex + 1 },
        SegmentClosed closed => closed with { Bytes = 7, PartCount = closed.PartCount + 1 },
        _ => record,
    };
}
