using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Kubrick.Benchmarks.Uploads;

/// <summary>Uploads a long recording without a browser, and measures how long the worker takes to process it.</summary>
internal static class ProcessingBenchmark
{
    private const int ClipSeconds = 60;
    private const double Mega = 1e6;

    private const string Help = """
        ./kubrick bench processing [--minutes M] [--provider local|s3]

          --minutes M    length of the recording (60)
          --provider P   the storage provider (local)

        Makes a recording of 720p (VP8 and Opus, some 2.5 Mbit/s) like one of a browser, without a duration and without cues, uploads it in parts,
        and prints the time from `ready` until it can be sought, and until everything is made, and the memory of the worker and its FFmpeg.
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs it.</summary>
    public static async Task<int?> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var options = new BenchmarkArguments(Help, ("minutes", 60, 1, 600))
        {
            Texts = new Dictionary<string, Func<string, bool>> { ["provider"] = text => text is "local" or "s3" },
        };
        if (options.Read(arguments) is { } done)
        {
            return done;
        }

        var folder = Directory.CreateTempSubdirectory("kubrick-processing-");
        try
        {
            var minutes = (int)options["minutes"];
            Console.WriteLine($"Making a recording of {minutes} minutes …");
            var file = await MakeAsync(folder.FullName, minutes, cancellationToken);
            Console.WriteLine("Starting the system …");
            await using var system = await KubrickSystem.StartAsync(cancellationToken, $"--Storage:Provider={options.Text("provider") ?? "local"}", "--Replicas:transcoder=1");
            await using var worker = MemoryWatch.Start(system, "transcoder");
            var api = new UploadApi(system.Gateway);
            var id = await api.UploadAsync(file, cancellationToken);
            Line($"{new FileInfo(file).Length / Mega:F0} MB are uploaded and ready.");
            await WaitAsync(api, id, worker, cancellationToken);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task WaitAsync(UploadApi api, string id, MemoryWatch worker, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var isSeekable = false;
        while (Stopwatch.GetElapsedTime(start) < Limit)
        {
            var attributes = await api.AttributesAsync(id, cancellationToken);
            if (!isSeekable && attributes.GetProperty("width") is { ValueKind: JsonValueKind.Number })
            {
                isSeekable = true;
                Line($"It can be sought {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s after it was ready.");
            }

            var state = attributes.GetProperty("processing") is { ValueKind: JsonValueKind.Object } processing ? processing.GetProperty("state").GetString() : null;
            if (state is "done" or "failed")
            {
                Line($"Processing is {state} after {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s (the aim for an hour is 180 s). Memory in MiB: {worker.Describe()}");
                return;
            }

            await Task.Delay(PollInterval, cancellationToken);
        }

        throw new TimeoutException($"It was not processed within {Limit.TotalMinutes} minutes.");
    }

    /// <summary>Makes a minute with FFmpeg, and repeats it.</summary>
    private static async Task<string> MakeAsync(string folder, int minutes, CancellationToken cancellationToken)
    {
        var (clip, file) = (Path.Combine(folder, "clip.webm"), Path.Combine(folder, "recording.webm"));
        await FFmpegAsync(
            [
                "-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=30", "-f", "lavfi", "-i", "sine=frequency=330:sample_rate=48000", "-t", $"{ClipSeconds}",
                "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "2500k", "-minrate", "2500k", "-maxrate", "2500k", "-g", "30", "-c:a", "libopus", "-b:a", "128k", clip,
            ],
            cancellationToken);
        await FFmpegAsync(["-stream_loop", $"{minutes - 1}", "-i", clip, "-c", "copy", "-f", "webm", "-live", "1", "-cluster_time_limit", "1000", file], cancellationToken);
        return file;
    }

    private static async Task FFmpegAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-nostdin", "-y", .. arguments]))!;
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"FFmpeg failed with exit code {process.ExitCode}.");
        }
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
