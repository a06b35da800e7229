using System.Security.Cryptography;
using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.StreamLogs;
using Kubrick.Testing;
using RabbitMQ.Client.Exceptions;

namespace Kubrick.Transcoder.Tests.Workers;

/// <summary>A stream as Ingest creates it, with a publisher that the test controls.</summary>
internal sealed class PublishedStream : IAsyncDisposable
{
    private readonly Observer observer;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private StreamLogWriter? writer;
    private BrokerLease? lease;
    private long sequence;
    private int epoch;

    private PublishedStream(Observer observer, string quality)
    {
        this.observer = observer;
        var now = TimeProvider.System.GetUtcNow();
        Job = new TranscodeStream(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)), now, 7, "video/webm", quality, now);
    }

    public TranscodeStream Job { get; }

    public string Id => Job.RecordingId;

    /// <summary>The bytes that were acknowledged.</summary>
    public long Bytes { get; private set; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts a stream: the log, the job, the publisher's lease. An unpublished one is as a start over HTTP leaves it.</summary>
    public static async Task<PublishedStream> StartAsync(Observer observer, string quality = "720p", bool isPublished = true)
    {
        var stream = new PublishedStream(observer, quality);
        await observer.Logs.DeclareAsync(LogNames.ChunkLog(stream.Id), StreamLogRetention.Everything, Cancel);
        await stream.OpenAsync(isPublished);
        await observer.SendAsync(stream.Job);
        if (!isPublished)
        {
            // After the job was sent.
            await stream.AppendAsync(ChunkKind.Probe, default, null);
            await stream.LeaveAsync();
        }

        return stream;
    }

    /// <summary>A publisher connects.</summary>
    public async Task OpenAsync(bool isPublished = true)
    {
        lease = await observer.Leases.TryAcquireAsync(LogNames.PublisherLease(Id), AnswerAsync, Cancel);
        Assert.NotNull(lease);
        writer = await observer.Logs.OpenWriterAsync(LogNames.ChunkLog(Id), StreamLogWindow.Default, Cancel);
        await AppendAsync(isPublished ? ChunkKind.Claim : ChunkKind.Probe, default, null);
    }

    /// <summary>The publisher sends frames.</summary>
    public async Task SendAsync(IEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        var number = 0L;
        foreach (var chunk in chunks)
        {
            number = await WriteAsync(ChunkKind.Data, chunk, null);
            hash.AppendData(chunk.Span);
            Bytes += chunk.Length;
            sequence++;
        }

        await writer!.WhenConfirmedAsync(number, Cancel);
    }

    /// <summary>Appends a frame again, as after a lost confirm.</summary>
    public async Task SendAgainAsync(long which, ReadOnlyMemory<byte> chunk)
    {
        var header = new ChunkHeader(ChunkKind.Data, which, epoch, TimeProvider.System.GetUtcNow());
        await writer!.AppendAsync(header.ToHeaders(), chunk, Cancel);
    }

    /// <summary>Appends a record that is no frame.</summary>
    public async Task AppendAsync(ChunkHeader header) => await writer!.WhenConfirmedAsync(await writer.AppendAsync(header.ToHeaders(), default, Cancel), Cancel);

    /// <summary>Appends a record of a kind that no reader knows.</summary>
    public async Task AppendUnknownAsync() =>
        await writer!.WhenConfirmedAsync(await writer.AppendAsync(new Dictionary<string, object?> { ["kind"] = "later" }, default, Cancel), Cancel);

    /// <summary>Numbers the next frame as if frames before it had been lost.</summary>
    public void Skip(int frames) => sequence += frames;

    /// <summary>The recorder starts a new container, as version 2 reports it.</summary>
    public void StartEpoch() => epoch++;

    /// <summary>The publisher ends the stream.</summary>
    public async Task EndAsync(StreamEndReason reason = StreamEndReason.Stopped)
    {
        await AppendAsync(ChunkKind.End, default, reason);
        await LeaveAsync();
    }

    /// <summary>The publisher disconnects without ending the stream.</summary>
    public async Task LeaveAsync()
    {
        if (writer is not null)
        {
            await writer.DisposeAsync();
            writer = null;
        }

        if (lease is not null)
        {
            await lease.DisposeAsync();
            lease = null;
        }
    }

    /// <summary>The SHA-256 of all acknowledged bytes.</summary>
    public string Sha256() => Convert.ToHexStringLower(hash.GetCurrentHash());

    public Task<StreamEnded> EndedAsync() => OverAsync<StreamEnded>(ended => ended.RecordingId == Id);

    public Task<StreamFailed> FailedAsync() => OverAsync<StreamFailed>(failed => failed.RecordingId == Id);

    /// <summary>Waits until this many segments are stored.</summary>
    public Task ProgressedAsync(int segments) => Eventually.TrueAsync(
        $"{segments} segments are stored",
        () => Task.FromResult(observer.Events<StreamProgressed>(progress => progress.RecordingId == Id && progress.SegmentsUploaded >= segments).Count > 0),
        Cancel);

    /// <summary>Waits until nothing of the stream is left in the broker.</summary>
    public Task GoneAsync() => Eventually.TrueAsync(
        "logs and leases are gone",
        async () => !await observer.Logs.ExistsAsync(LogNames.ChunkLog(Id), Cancel)
            && !await observer.Logs.ExistsAsync(LogNames.PartLog(Id), Cancel)
            && !await observer.Leases.IsOwnedAsync(LogNames.TranscoderLease(Id), Cancel)
            && !await observer.Leases.IsOwnedAsync(LogNames.PublisherLease(Id), Cancel),
        Cancel);

    /// <summary>Waits for a record of the part log.</summary>
    public async Task WaitForRecordAsync(Func<PartRecord, bool> isWanted) => await PartsAsync(isWanted);

    /// <summary>All records of the part log, up to its end.</summary>
    public Task<List<(PartRecord Header, ReadOnlyMemory<byte> Bytes)>> PartsAsync() => PartsAsync(header => header is PartLogEnded);

    /// <summary>The parts among the records.</summary>
    public static List<(PartAppended Header, ReadOnlyMemory<byte> Bytes)> Parts(IEnumerable<(PartRecord Header, ReadOnlyMemory<byte> Bytes)> records) =>
        [.. records.Where(record => record.Header is PartAppended).Select(record => ((PartAppended)record.Header, record.Bytes))];

    private async Task<List<(PartRecord Header, ReadOnlyMemory<byte> Bytes)>> PartsAsync(Func<PartRecord, bool> isLast)
    {
        var parts = new List<(PartRecord, ReadOnlyMemory<byte>)>();
        await using var reader = await OpenPartLogAsync();
        await foreach (var record in reader.ReadAsync(Cancel))
        {
            var header = PartRecord.Read(record.Headers)!;
            parts.Add((header, record.Body));
            if (isLast(header))
            {
                break;
            }
        }

        return parts;
    }

    /// <summary>Opens the part log as soon as the broker serves it: a log that was just declared has no replica yet.</summary>
    private async Task<StreamLogReader> OpenPartLogAsync()
    {
        StreamLogReader? reader = null;
        await Eventually.TrueAsync(
            "the part log can be read",
            async () =>
            {
                try
                {
                    reader = await observer.Logs.OpenReaderAsync(LogNames.PartLog(Id), StreamLogStart.First, 64, Cancel);
                    return true;
                }
                catch (Exception exception) when (exception is StreamLogMissingException or OperationInterruptedException)
                {
                    return false;
                }
            },
            Cancel);
        return reader!;
    }

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        hash.Dispose();
        await observer.Logs.DeleteAsync(LogNames.ChunkLog(Id), CancellationToken.None);
        await observer.Logs.DeleteAsync(LogNames.PartLog(Id), CancellationToken.None);
    }

    private async Task<string> AnswerAsync(string request, CancellationToken cancellationToken)
    {
        if (request == LeaseMessages.Stop)
        {
            await AppendAsync(ChunkKind.End, default, StreamEndReason.Stopped);
        }

        return request;
    }

    private async Task AppendAsync(ChunkKind kind, ReadOnlyMemory<byte> bytes, StreamEndReason? reason) =>
        await writer!.WhenConfirmedAsync(await WriteAsync(kind, bytes, reason), Cancel);

    private ValueTask<long> WriteAsync(ChunkKind kind, ReadOnlyMemory<byte> bytes, StreamEndReason? reason)
    {
        var header = new ChunkHeader(kind, sequence, epoch, TimeProvider.System.GetUtcNow(), reason);
        return writer!.AppendAsync(header.ToHeaders(), bytes, Cancel);
    }

    private async Task<T> OverAsync<T>(Func<T, bool> isThis)
    {
        await Eventually.TrueAsync($"{typeof(T).Name} is published", () => Task.FromResult(observer.Events(isThis).Count > 0), Cancel);
        return observer.Events(isThis)[0];
    }
}
