using Kubrick.Contracts.Logs;
using Kubrick.StreamLogs;

namespace Kubrick.Playback.Tests.Hosting;

/// <summary>Writes a part log in place of a worker.</summary>
internal sealed class TestPartLog : IAsyncDisposable
{
    private readonly StreamLogClient logs;
    private readonly StreamLogWriter writer;

    private TestPartLog(string id, StreamLogClient logs, StreamLogWriter writer)
    {
        Id = id;
        this.logs = logs;
        this.writer = writer;
    }

    public string Id { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<TestPartLog> CreateAsync(StreamLogClient logs, string id)
    {
        var name = LogNames.PartLog(id);
        await logs.DeclareAsync(name, new StreamLogRetention(64 << 20, 8 << 20), Stop);
        return new TestPartLog(id, logs, await logs.OpenWriterAsync(name, StreamLogWindow.Default, Stop));
    }

    public async Task WriteAsync(params IEnumerable<(PartRecord Header, ReadOnlyMemory<byte> Body)> records)
    {
        var last = 0L;
        foreach (var (header, body) in records)
        {
            last = await writer.AppendAsync(header.ToHeaders(), body, Stop);
        }

        await writer.WhenConfirmedAsync(last, Stop);
    }

    public Task DeleteLogAsync() => logs.DeleteAsync(LogNames.PartLog(Id), Stop);

    public ValueTask DisposeAsync() => writer.DisposeAsync();
}
