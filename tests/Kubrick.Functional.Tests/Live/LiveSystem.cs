using Aspire.Hosting.Testing;
using Kubrick.Contracts.Logs;
using Kubrick.Testing;
using Kubrick.Testing.Live;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Kubrick.Functional.Tests.Live;

/// <summary>A system that streams, with what tests look at beside its API.</summary>
public abstract class LiveSystem(params string[] arguments) : KubrickSystem(arguments)
{
    /// <summary>A short recording of a real Chromium.</summary>
    public static RecordedChunks Recorded(string name) =>
        RecordedChunks.Load(Path.Combine(RepositoryFolder.Path, "tests", "Kubrick.Transcoder.Tests", "Fixtures"), name);

    /// <summary>The bytes of a recording's archive; null while there is none.</summary>
    public abstract Task<byte[]?> ArchiveAsync(string recordingId, CancellationToken cancellationToken);

    /// <summary>What workers noted of a stream while they had it.</summary>
    public abstract Task<IReadOnlyList<string>> NotesAsync(string recordingId, CancellationToken cancellationToken);

    /// <summary>The worker that transcodes now: the one with an FFmpeg below it.</summary>
    public IReadOnlyList<int> BusyWorkers() => [.. Processes.Of("transcoder").Where(worker => ProcessTree.ChildrenOf(worker, "ffmpeg").Count > 0)];

    /// <summary>The FFmpeg processes of all workers.</summary>
    public IReadOnlyList<int> FFmpegs() => [.. Processes.Of("transcoder").SelectMany(worker => ProcessTree.ChildrenOf(worker, "ffmpeg"))];

    /// <summary>Whether a process is there, and an FFmpeg.</summary>
    public static bool IsFFmpeg(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/comm").Trim() == "ffmpeg";
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The files that a process has open; pipes, sockets and devices are none.</summary>
    public static IReadOnlyList<string> FilesOf(int process) =>
    [
        .. Directory.EnumerateFiles($"/proc/{process}/fd")
            .Select(open => new FileInfo(open).LinkTarget ?? "")
            .Where(target => target.StartsWith('/') && !target.StartsWith("/dev/", StringComparison.Ordinal)),
    ];

    /// <summary>The broker itself, below the script that runs it; null while there is none.</summary>
    public int? Broker() => Processes.Of("messaging").SelectMany(script => ProcessTree.ChildrenOf(script, "beam.smp")).Cast<int?>().SingleOrDefault();

    /// <summary>Waits until the broker takes connections: its process is there long before.</summary>
    public Task BrokerServesAsync(CancellationToken cancellationToken) => Eventually.TrueAsync(
        "the broker takes connections",
        async () =>
        {
            try
            {
                await using var connection = await ConnectAsync(cancellationToken);
                return true;
            }
            catch (BrokerUnreachableException)
            {
                return false;
            }
        },
        cancellationToken);

    /// <summary>The queues that a stream still has in the broker.</summary>
    public async Task<IReadOnlyList<string>> QueuesAsync(string recordingId, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        var found = new List<string>();
        foreach (var queue in new[] { LogNames.ChunkLog(recordingId), LogNames.PartLog(recordingId), LogNames.PublisherLease(recordingId), LogNames.TranscoderLease(recordingId) })
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            try
            {
                await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
                found.Add(queue);
            }
            catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == 404)
            {
                // It is gone.
            }
        }

        return found;
    }

    private async Task<IConnection> ConnectAsync(CancellationToken cancellationToken) =>
        await new ConnectionFactory { Uri = new Uri((await App.GetConnectionStringAsync("messaging", cancellationToken))!) }.CreateConnectionAsync(cancellationToken);
}
