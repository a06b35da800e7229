using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting.Testing;
using Kubrick.AppHost.Local;
using Kubrick.Contracts.Logs;
using Kubrick.Testing;
using Kubrick.Testing.Live;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Kubrick.Functional.Tests.Live;

/// <summary>A system that streams, with objects in a folder that tests may look into.</summary>
public abstract class LiveSystem(params string[] arguments) : KubrickSystem([.. arguments, "--Storage:Provider=local", $"--Storage:Local:Root={Root}"])
{
    private static readonly string Root = Directory.CreateTempSubdirectory("kubrick-live-").FullName;

    public override string Provider => "local";

    /// <summary>A short recording of a real Chromium.</summary>
    public static RecordedChunks Recorded(string name) =>
        RecordedChunks.Load(Path.Combine(RepositoryFolder.Path, "tests", "Kubrick.Transcoder.Tests", "Fixtures"), name);

    /// <summary>The bytes of a recording's archive; null while there is none.</summary>
    public static async Task<byte[]?> ArchiveAsync(string recordingId, CancellationToken cancellationToken)
    {
        var file = Directory.EnumerateFiles(Root, $"{recordingId}-*", SearchOption.AllDirectories).SingleOrDefault(path => Path.GetExtension(path) is ".webm" or ".mp4");
        return file is null ? null : await File.ReadAllBytesAsync(file, cancellationToken);
    }

    /// <summary>What workers noted of a stream while they had it.</summary>
    public static IReadOnlyList<string> Notes(string recordingId) =>
        [.. Directory.EnumerateFiles(Root, "checkpoint.json", SearchOption.AllDirectories).Where(path => path.Contains(recordingId, StringComparison.Ordinal))];

    /// <summary>The worker that transcodes now: the one with an FFmpeg below it.</summary>
    public IReadOnlyList<int> BusyWorkers() => [.. App.GetProcessIds("transcoder").Where(worker => Children(worker).Count > 0)];

    /// <summary>The FFmpeg processes of all workers.</summary>
    public IReadOnlyList<int> FFmpegs() => [.. App.GetProcessIds("transcoder").SelectMany(Children)];

    /// <summary>The queues that a stream still has in the broker.</summary>
    public async Task<IReadOnlyList<string>> QueuesAsync(string recordingId, CancellationToken cancellationToken)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri((await App.GetConnectionStringAsync("messaging", cancellationToken))!) }.CreateConnectionAsync(cancellationToken);
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

    private static List<int> Children(int parent)
    {
        var children = new List<int>();
        foreach (var process in Process.GetProcessesByName("ffmpeg"))
        {
            using (process)
            {
                if (ParentOf(process.Id) == parent)
                {
                    children.Add(process.Id);
                }
            }
        }

        return children;
    }

    private static int ParentOf(int process)
    {
        try
        {
            var status = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It ended while the list was read.
            return 0;
        }
    }
}

/// <summary>Two replicas of every service behind the gateway.</summary>
public sealed class ReplicatedLiveSystem() : LiveSystem(
    "--Replicas:recordings=2", "--Replicas:uploads=2", "--Replicas:ingest=2", "--Replicas:playback=2", "--Replicas:transcoder=2", "--Replicas:web=2",
    "--Ingest:FirstMediaPatience=00:00:10", "--Transcoder:GracePeriod=00:00:03", "--Transcoder:RemovalDelay=00:00:02",
    "--Playback:Window=10");

[CollectionDefinition(Name)]
public sealed class ReplicatedLiveSystemCollection : ICollectionFixture<ReplicatedLiveSystem>
{
    public const string Name = "a system that streams, two replicas of everything";
}
