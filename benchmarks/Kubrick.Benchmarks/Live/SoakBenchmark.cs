using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Kubrick.Contracts.Logs;
using Kubrick.Testing.Live;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Kubrick.Benchmarks.Live;

/// <summary>Runs one long stream with many viewers: shows whether memory grows, and checks that nothing is left afterwards.</summary>
internal static class SoakBenchmark
{
    private const string Help = """
        ./kubrick bench soak [--seconds S] [--viewers N]

          --seconds S   length of the stream in seconds (600)
          --viewers N   number of viewers (20)

        Prints the resident memory of every service, in MiB, every 30 s.
        """;

    private static readonly TimeSpan SampleInterval = TimeSpan.FromSeconds(30);
    private static readonly string[] Services = ["ingest", "transcoder", "playback", "gateway", "recordings", "uploads", "web", "messaging", "mongo"];

    public static async Task<int?> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var options = new BenchmarkArguments(Help, ("seconds", 600, 10, 86_400), ("viewers", 20, 0, 1000));
        if (options.Read(arguments) is { } done)
        {
            return done;
        }

        await using var system = await KubrickSystem.StartAsync(cancellationToken);
        var gateway = system.Gateway;
        var body = JsonNode.Parse("""{"data":{"type":"recordings","attributes":{"recorderName":"Bench","playbackFormat":"hls"}}}""");
        using var created = await gateway.PostAsJsonAsync("/api/recordings", body, cancellationToken);
        var id = (string)(await created.Content.ReadFromJsonAsync<JsonNode>(cancellationToken))!["data"]!["id"]!;
        await using var publisher = await TestPublisher.ConnectAsync(gateway.BaseAddress!, cancellationToken);
        await publisher.StartAsync(id, cancellationToken);

        var viewers = Enumerable.Range(0, (int)options["viewers"]).Select(_ => new StreamViewer(gateway, id) { KeepsMedia = false }).ToList();
        var following = Task.WhenAll(viewers.Select(viewer => viewer.FollowAsync(cancellationToken)));
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = WatchAsync(system, viewers, watching.Token);
        var sent = 0L;
        await foreach (var chunk in TestVideo.Hd.EncodeInRealTimeAsync((int)options["seconds"], cancellationToken))
        {
            await publisher.SendAsync(chunk, cancellationToken);
            sent += chunk.Length;
        }

        var stopped = await publisher.StopAsync(cancellationToken);
        await following;
        await watching.CancelAsync();
        await watch;
        Console.WriteLine($"sent {sent} bytes; {stopped}");
        Console.WriteLine($"parts per viewer: {viewers.Select(viewer => viewer.PartCount).DefaultIfEmpty().Min()} to {viewers.Select(viewer => viewer.PartCount).DefaultIfEmpty().Max()}");
        return await IsCleanAsync(system, id, cancellationToken) ? 0 : 1;
    }

    private static async Task WatchAsync(KubrickSystem system, List<StreamViewer> viewers, CancellationToken cancellationToken)
    {
        Console.WriteLine($"{"s",6}{string.Concat(Services.Select(name => $"{name,12}"))}{"parts",12}");
        var startedAt = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(SampleInterval);
        try
        {
            do
            {
                var memory = Services.Select(name => system.Processes.Of(name).SelectMany(CpuTime.Tree).Distinct().Sum(ResidentMemory.Of) / 1_048_576.0);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Stopwatch.GetElapsedTime(startedAt).TotalSeconds,6:F0}{string.Concat(memory.Select(bytes => bytes.ToString("F0", CultureInfo.InvariantCulture).PadLeft(12)))}{viewers.Sum(viewer => viewer.PartCount),12}"));
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // The stream has ended.
        }
    }

    /// <summary>Waits until the stream's logs are removed and its FFmpeg has exited; returns whether that happened in time.</summary>
    private static async Task<bool> IsCleanAsync(KubrickSystem system, string id, CancellationToken cancellationToken)
    {
        var address = await system.ConnectionStringAsync("messaging", cancellationToken);
        await using var connection = await new ConnectionFactory { Uri = new Uri(address!) }.CreateConnectionAsync(cancellationToken);
        var queues = new[] { LogNames.ChunkLog(id), LogNames.PartLog(id), LogNames.PublisherLease(id), LogNames.TranscoderLease(id) };
        List<string> left = [];
        var startedAt = Stopwatch.GetTimestamp();
        do
        {
            left = [];
            foreach (var queue in queues)
            {
                if (await ExistsAsync(connection, queue, cancellationToken))
                {
                    left.Add(queue);
                }
            }

            var ffmpeg = system.Processes.Of("transcoder").SelectMany(CpuTime.Tree).Skip(system.Processes.Of("transcoder").Count);
            left.AddRange(ffmpeg.Select(process => $"process {process}"));
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }
        while (left.Count > 0 && Stopwatch.GetElapsedTime(startedAt) < TimeSpan.FromMinutes(3));
        Console.WriteLine(left.Count == 0 ? $"Clean after {Stopwatch.GetElapsedTime(startedAt).TotalSeconds:F0} s." : $"Left after 3 min: {string.Join(", ", left)}");
        return left.Count == 0;
    }

    private static async Task<bool> ExistsAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
            return true;
        }
        catch (OperationInterruptedException exception)
        {
            return exception.ShutdownReason?.ReplyCode != 404;
        }
    }
}
