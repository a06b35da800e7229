using Kubrick.Contracts.Logs;
using Kubrick.Ingest.Publishing;

namespace Kubrick.Ingest.Tests.Publishing;

public sealed class LogTailTests
{
    [Fact]
    public void The_order_and_the_number_of_times_records_are_read_do_not_matter()
    {
        ChunkHeader[] records = [At(ChunkKind.Claim, 0, 5), At(ChunkKind.Data, 3, 7, epoch: 1), At(ChunkKind.Data, 4, 8, epoch: 1), At(ChunkKind.Data, 4, 9), At(ChunkKind.Probe, 0, 6)];
        var tail = new LogTail(5, 1, false, DateTimeOffset.UnixEpoch.AddSeconds(5));
        Assert.Equal(tail, Of(records));
        Assert.Equal(tail, Of([.. records.Reverse(), .. records]));
        Assert.True(Of([.. records, At(ChunkKind.End, 5, 9)]).IsOver);
    }

    private static LogTail Of(ChunkHeader[] records) => records.Aggregate(LogTail.Empty, (tail, record) => tail.With(record));

    private static ChunkHeader At(ChunkKind kind, long sequence, int second, int epoch = 0) => new(kind, sequence, epoch, DateTimeOffset.UnixEpoch.AddSeconds(second));
}
