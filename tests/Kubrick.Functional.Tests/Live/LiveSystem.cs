using Aspire.Hosting.Testing;
using Kubrick.Contracts.Logs;
using Kubrick.Testing;
using Kubrick.Testing.Live;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Kubrick.Functional.Tests.Live;

/// <summary>A system that streams. Gives tests access to its processes, queues and objects.</summary>
public abstract class LiveSystem(params string[] arguments) : KubrickSystem(arguments)
{
    /// <summary>A broker that was killed waits for its old processes to end, and took up to 25 s on a loaded machine.</summary>
    private static readonly TimeSpan BrokerTimeout = TimeSpan.FromSeconds(90);

    /// <summary>A short recording made with Chromium.</summary>
    public static RecordedChunks Recorded(string name) =>
        RecordedChunks.Load(Path.Combine(RepositoryFolder.Path, "tests", "Kubrick.Transcoder.Tests", "Fixtures"), name);

    /// <summary>The bytes of a recording's archive; null while there is none.</summary>
    public abstract Task<byte[]?> ArchiveAsync(string recordingId, CancellationToken cancellationToken);

    /// <summary>The keys of a stream's checkpoints.</summary>
    public abstract Task<IReadOnlyList<string>> CheckpointsAsync(string recordingId, CancellationToken cancellationToken);

    /// <summary>The workers that transcode: those with an FFmpeg child process that reads a stream.</summary>
    public IReadOnlyList<int> BusyWorkers() => [.. Processes.Of("transcoder").Where(worker => ProcessTree.LiveFFmpegOf(worker).Count > 0)];

    /// <summary>The FFmpeg processes of all streams.</summary>
    public IReadOnlyList<int> FFmpegProcesses() => [.. Processes.Of("transcoder").SelectMany(ProcessTree.LiveFFmpegOf)];

    /// <summary>Whether the process runs and is an FFmpeg.</summary>
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

    /// <summary>The files that a process has open, without pipes, sockets and devices.</summary>
    public static IReadOnlyList<string> OpenFilesOf(int process) =>
    [
        .. Directory.EnumerateFiles($"/proc/{process}/fd")
            .Select(open => new FileInfo(open).LinkTarget ?? "")
            .Where(target => target.StartsWith('/') && !target.StartsWith("/dev/", StringComparison.Ordinal)),
    ];

    /// <summary>The process id of the broker, a child of the script that runs it; null while it is down.</summary>
    public int? BrokerProcess() => Processes.Of("messaging").SelectMany(script => ProcessTree.ChildrenOf(script, "beam.smp")).Cast<int?>().SingleOrDefault();

    /// <summary>Waits until the broker accepts connections, which takes some time after its process started.</summary>
    public Task WaitForBrokerAsync(CancellationToken cancellationToken) => Eventually.TrueAsync(
        "the broker accepts connections",
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
        cancellationToken,
        BrokerTimeout);

    /// <summary>The stream's queues that exist in the broker.</summary>
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
                // The queue does not exist.
            }
        }

        return found;
    }

    private async Task<IConnection> ConnectAsync(CancellationToken cancellationToken) =>
        await new ConnectionFactory { Uri = new Uri((await App.GetConnectionStringAsync("messaging", cancellationToken))!) }.CreateConnectionAsync(cancellationToken);
}
