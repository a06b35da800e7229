using Kubrick.Contracts.Logs;
using Kubrick.Storage.Containers;
using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Media;
using Kubrick.Transcoder.Tests.Fixtures;

namespace Kubrick.Transcoder.Tests.Media;

public sealed class SourceTrackerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_clock_is_that_of_the_frame_with_the_shortest_delay()
    {
        var fixture = Fixture.Load("vp8");
        var tracker = new SourceTracker(ContainerKind.Matroska, ReadOnlyMemory<byte>.Empty, new ChunkPosition(0, 0, 0));
        DateTimeOffset? early = null;
        for (var i = 0; i < fixture.Chunks.Count; i++)
        {
            // The first second waits until the recorder has connected; later chunks arrive as they are recorded.
            var arrival = Math.Max(5000, 5000 + (i * 100) - 4000);
            tracker.Append(new ChunkRecord(i, new ChunkHeader(ChunkKind.Data, i, 0, Noon.AddMilliseconds(arrival)), fixture.Chunks[i]), 0);
            early ??= tracker.ProgramStart;
        }

        Assert.InRange(early!.Value, Noon.AddMilliseconds(4500), Noon.AddMilliseconds(5000));
        // The last chunk, at 3.9 s, arrived 5 s after noon, too, when its frames were captured.
        Assert.InRange(tracker.ProgramStart!.Value, Noon.AddMilliseconds(900), Noon.AddMilliseconds(2000));
    }
}
