using Kubrick.Contracts.Logs;
using Kubrick.Ingest.Publishing;

namespace Kubrick.Ingest.Tests.Publishing;

public sealed class ChunkLogTailTests
{
    [Fact]
    public void Records_may_be_read_in_any_order_and_repeatedly()
    {
        ChunkHeader[] records = [At(ChunkKind.Claim, 0, 5), At(ChunkKind.Data, 3, 7, epoch: 1), At(ChunkKind.Data, 4, 8, epoch: 1), At(ChunkKind.Data, 4, 9), At(ChunkKind.Probe, 0, 6)];
        var tail = new ChunkLogTail(5, 1, false, DateTimeOffset.UnixEpoch.AddSeconds(5));
        Assert.Equal(tail, Of(records));
        Assert.Equal(tail, Of([.. records.Reverse(), .. records]));
        Assert.True(Of([.. records, At(ChunkKind.End, 5, 9)]).IsOver);
    }

    [Fact]
    public void A_record_of_lost_frames_does_not_open_a_stream() => Assert.Equal(ChunkLogTail.Empty, Of([At(ChunkKind.Lost, 0, 5)]));

    private static ChunkLogTail Of(ChunkHeader[] records) => records.Aggregate(ChunkLogTail.Empty, (tail, record) => tail.With(record));

    private static ChunkHeader At(ChunkKind kind, long sequence, int second, int epoch = 0) => new(kind, sequence, epoch, DateTimeOffset.UnixEpoch.AddSeconds(second));
}
