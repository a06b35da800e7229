using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Kubrick.Testing.Live;

namespace Kubrick.Benchmarks.Live;

/// <summary>Replays recorded chunks of several publishers in real time, through Kubrick and through bare FFmpeg with the same arguments.</summary>
internal static class LiveBenchmark
{
    private const string Help = """
        ./kubrick bench live [--publishers N] [--seconds S] [--copy 0|1] [--processing 0|1]

          --publishers N   number of concurrent streams (1)
          --seconds S      length of the recording in seconds (20)
          --copy 0|1       1: H.264, copied; 0: VP8, transcoded (0)
          --processing 0|1 1: recordings are processed without a pause meanwhile (0)

        Prints the latency that Kubrick adds to a part compared with bare FFmpeg, the CPU time of the worker and its FFmpeg compared with
        bare FFmpeg, and the time from the receipt of a frame by Ingest to the broker's confirm.
        """;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    private static readonly string[] Services = ["ingest", "transcoder", "playback", "gateway", "recordings", "messaging", "mongo"];

    public static async Task<int?> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var options = new BenchmarkArguments(Help, ("publishers", 1, 1, 16), ("seconds", 20, 5, 600), ("copy", 0, 0, 1), ("processing", 0, 0, 1));
        if (options.Read(arguments) is { } done)
        {
            return done;
        }

        var publishers = (int)options["publishers"];
        await using var system = await KubrickSystem.StartAsync(cancellationToken, $"--Transcoder:Slots={publishers}");
        var gateway = system.Gateway;
        var recorded = await ChunkRecorder.GetAsync(gateway.BaseAddress!, options["copy"] > 0 ? "h264" : "vp8", (int)options["seconds"]);
        Console.WriteLine($"{recorded.Name}: {recorded.Chunks.Count} chunks, {recorded.Length} bytes; {publishers} publisher(s)");

        // Warm-up: the first stream includes just-in-time compilation.
        var first = recorded with { Chunks = [.. recorded.Chunks.TakeWhile(chunk => chunk.At - recorded.Chunks[0].At < WarmUp)] };
        var warm = await Task.WhenAll(Enumerable.Range(0, publishers).Select(_ => StreamAsync(system, gateway, first, isFirst: false, cancellationToken)));
        await Processing.WhenDoneAsync(gateway, [.. warm.Select(stream => stream.Id)], cancellationToken);
        await using var processing = options["processing"] > 0 ? Processing.Start(gateway, [.. warm.Select(stream => stream.Id)]) : null;
        var (before, workerBefore) = (Cpu(system), WorkerOnly(system));
        var streams = await Task.WhenAll(Enumerable.Range(0, publishers).Select(i => StreamAsync(system, gateway, recorded, isFirst: i == 0, cancellationToken)));
        var (after, workerOnly) = (Cpu(system), WorkerOnly(system) - workerBefore);
        if (processing is not null)
        {
            Console.WriteLine($"processed meanwhile: {await processing.StopAsync()} recordings (the CPU time includes them)");
        }

        var commandLine = streams.Select(stream => stream.CommandLine).First(line => line is not null)!;
        Console.WriteLine($"Bare: {string.Join(' ', commandLine)}");
        var childrenBefore = CpuTime.OfEndedChildren();
        var bare = await Task.WhenAll(Enumerable.Range(0, publishers).Select(_ => BareFFmpeg.RunAsync(commandLine, recorded, cancellationToken)));

        Report(streams, bare, CpuTime.OfEndedChildren() - childrenBefore, before, after, workerOnly, await ConfirmTimes.ReadAsync(system, cancellationToken));
        return 0;
    }

    private static Dictionary<string, TimeSpan> Cpu(KubrickSystem system) =>
        Services.ToDictionary(name => name, name => CpuTime.Of(system.Processes.Of(name).SelectMany(CpuTime.Tree)));

    private static TimeSpan WorkerOnly(KubrickSystem system) => CpuTime.OfThemselves(system.Processes.Of("transcoder"));

    private static async Task<Streamed> StreamAsync(KubrickSystem system, HttpClient gateway, RecordedChunks recorded, bool isFirst, CancellationToken cancellationToken)
    {
        var body = JsonNode.Parse("""{"data":{"type":"recordings","attributes":{"recorderName":"Bench","playbackFormat":"hls"}}}""");
        using var created = await gateway.PostAsJsonAsync("/api/recordings", body, cancellationToken);
        var id = (string)(await created.Content.ReadFromJsonAsync<JsonNode>(cancellationToken))!["data"]!["id"]!;
        await using var publisher = await TestPublisher.ConnectAsync(gateway.BaseAddress!, cancellationToken);
        await publisher.StartAsync(id, cancellationToken);
        var viewer = new StreamViewer(gateway, id);
        var following = viewer.FollowAsync(cancellationToken);
        string[]? commandLine = null;
        var startedAt = Stopwatch.GetTimestamp();
        await publisher.ReplayAsync(
            recorded.Chunks,
            sent =>
            {
                if (isFirst && sent == recorded.Chunks.Count / 2)
                {
                    var ffmpeg = system.Processes.Of("transcoder").SelectMany(ProcessTree.LiveFFmpegOf).First();
                    commandLine = BareFFmpeg.ArgumentsOfAsync(ffmpeg, cancellationToken).GetAwaiter().GetResult();
                }
            },
            cancellationToken);
        var sentAll = Stopwatch.GetElapsedTime(startedAt);
        await publisher.StopAsync(cancellationToken);
        var stopped = Stopwatch.GetElapsedTime(startedAt) - sentAll;
        await following;
        var parts = viewer.Parts.Where(part => part.IsLive)
            .Select(part => (Time: Fragments.LastTimeOf(part.Bytes), At: Stopwatch.GetElapsedTime(startedAt, part.Timestamp)))
            .Where(part => part.Time is not null)
            .ToDictionary(part => part.Time!.Value, part => part.At);
        return new Streamed(id, parts, viewer.FirstPlayableAfter ?? TimeSpan.Zero, stopped, commandLine);
    }

    private static void Report(
        Streamed[] streams, Dictionary<ulong, TimeSpan>[] bare, TimeSpan bareTime, Dictionary<string, TimeSpan> before, Dictionary<string, TimeSpan> after, TimeSpan workerOnly, ConfirmTimes? confirms)
    {
        // Every publisher sends the same chunks: compare each fragment with its median over the bare runs.
        var reference = bare.SelectMany(run => run).GroupBy(fragment => fragment.Key).ToDictionary(group => group.Key, group => Percentiles.At([.. group.Select(fragment => fragment.Value.TotalMilliseconds)], 0.5));
        var added = streams.SelectMany(stream => stream.Parts).Where(part => reference.ContainsKey(part.Key)).Select(part => part.Value.TotalMilliseconds - reference[part.Key]).ToList();
        var count = streams.Length;
        var bareCpu = bareTime.TotalSeconds / count;
        var worker = (after["transcoder"] - before["transcoder"]).TotalSeconds / count;
        var all = after.Sum(service => (service.Value - before[service.Key]).TotalSeconds) / count;
        Console.WriteLine($"added latency per part, ms   p50 {Percentiles.At(added, 0.5),7:F0}   p95 {Percentiles.At(added, 0.95),7:F0}   of {added.Count} parts ({streams.Sum(stream => stream.Parts.Count) - added.Count} unmatched)");
        Console.WriteLine($"CPU s per stream             bare {bareCpu,6:F2}   worker with FFmpeg {worker:F2} ({worker / bareCpu:F2} x bare; without FFmpeg {workerOnly.TotalSeconds / count:F2})   all services and servers {all:F2} ({all / bareCpu:F2} x)");
        foreach (var (service, used) in after)
        {
            Console.WriteLine($"  {service,-12} {(used - before[service]).TotalSeconds / count,6:F2}");
        }

        Console.WriteLine(confirms is null ? "publish to confirm: no data" : $"publish to confirm, ms       p50 {confirms.P50Ms,7:F1}   p99 {confirms.P99Ms,7:F1}   of {confirms.Count} frames");
        Console.WriteLine($"playable after, ms           {string.Join(' ', streams.Select(stream => stream.FirstPlayable.TotalMilliseconds.ToString("F0", System.Globalization.CultureInfo.InvariantCulture)))}");
        Console.WriteLine($"stop to stopped, ms          {string.Join(' ', streams.Select(stream => stream.Stopped.TotalMilliseconds.ToString("F0", System.Globalization.CultureInfo.InvariantCulture)))}");
    }

    private sealed record Streamed(string Id, Dictionary<ulong, TimeSpan> Parts, TimeSpan FirstPlayable, TimeSpan Stopped, string[]? CommandLine);
}
