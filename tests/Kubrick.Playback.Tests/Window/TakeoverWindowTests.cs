using Kubrick.Contracts.Logs;
using Kubrick.Playback.Playlists;
using Kubrick.Playback.Tests.Hosting;
using Kubrick.Playback.Tests.Playlists;
using Kubrick.Playback.Window;

namespace Kubrick.Playback.Tests.Window;

public sealed class TakeoverWindowTests
{
    private static readonly LiveWindow Interrupted = Tape.Empty().Play(By("a", Tape.Segment(0))).Play(By("a", [Tape.Init(1), Tape.Part(1, 0), Tape.Part(1, 1)]));

    [Fact]
    public void Parts_of_another_run_are_never_added_to_a_segment()
    {
        var window = Interrupted.Play(By("b", [Tape.Init(1), Tape.Part(1, 0), Tape.Part(1, 1), Tape.Part(1, 2), Tape.Part(1, 3)]));
        Assert.Equal(2, window.Find(1)!.Parts.Length);
    }

    [Fact]
    public void A_segment_remade_by_the_next_worker_comes_from_the_storage()
    {
        // All parts of the dead worker are in the log, with as many bytes as those of the next worker.
        var window = Interrupted.Play(By("a", [Tape.Part(1, 2), Tape.Part(1, 3), Tape.Part(1, 4)])).Play(By("b", [Tape.Init(1), Tape.Close(1)]));
        Assert.False(window.Find(1)!.IsFetchable);
        Assert.DoesNotContain("segment_00001.m4s", Listed(window).Segments);

        window = window.Play(By("b", [Tape.Stored(1), .. Tape.Segment(2)]));
        Assert.Equal((true, false), (window.Find(1)!.IsFetchable, window.Find(1)!.IsWhole));
        Assert.Equal(["segment_00000.m4s", "segment_00001.m4s", "segment_00002.m4s"], Listed(window).Segments);
        Assert.Equal("part 1.0;"u8.ToArray(), window.Find(1)!.Parts[0].Bytes.ToArray());
    }

    [Fact]
    public void A_reader_that_joins_within_a_remade_segment_starts_after_it()
    {
        var window = Tape.Empty().Play(By("a", [Tape.Part(1, 1)])).Play(By("b", [Tape.Init(1), Tape.Close(1), Tape.Stored(1), .. Tape.Segment(2)]));
        Assert.Equal([2], window.Segments.Select(segment => segment.MediaSequence));
    }

    [Fact]
    public void A_new_initialisation_section_makes_the_remade_segment_a_discontinuity()
    {
        var (close, body) = Tape.Close(1, initNumber: 1);
        var window = Interrupted.Play(By("b", [Tape.Init(1, initNumber: 1), (close with { IsDiscontinuity = true }, body), Tape.Stored(1)]))
            .Play(By("b", Tape.Segment(2, initNumber: 1).Select(record => (Tape.Counted(record.Header, 1), record.Body))));
        Assert.Equal([(0, false, 0), (1, true, 1), (1, false, 1)], window.Segments.Select(segment => (segment.InitNumber, segment.IsDiscontinuity, segment.DiscontinuityNumber)));
        Assert.Empty(window.Find(1)!.Parts);
        Assert.Equal(window.Bytes, window.Segments.Sum(segment => segment.Parts.Sum(part => part.Bytes.Length)) + window.Inits.Values.Sum(init => init.Length));
    }

    private static Listing Listed(LiveWindow window) => Listing.Of(PlaylistWriter.Write(window, 3, DefaultKeys.Names));

    private static IEnumerable<(PartRecord Header, ReadOnlyMemory<byte> Body)> By(string run, IEnumerable<(PartRecord Header, ReadOnlyMemory<byte> Body)> records) =>
        records.Select(record => (record.Header with { Run = run }, record.Body));
}
