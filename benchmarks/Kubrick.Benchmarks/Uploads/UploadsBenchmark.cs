namespace Kubrick.Benchmarks.Uploads;

/// <summary>Measures uploads with the real app in a real browser on the whole running system, for each storage provider that runs on this machine.</summary>
internal static class UploadsBenchmark
{
    private const string Help = """
        ./kubrick bench uploads [--mb N] [--rounds N] [--link M] [--seconds S] [--minutes M] [--provider local|s3]

          --mb N         size of each file in MiB (128)
          --rounds N     files (3)
          --link M       the link in Mbit/s on which the files are sent a second time (400)
          --seconds S    duration of each measurement of signatures in seconds (5)
          --minutes M    length of each recording on a slow link in minutes (0.5)
          --provider P   only this storage provider (both)

        1. The app finds a file on the browser's own disk, as after a crash, and uploads it. The same page sends the same bytes in parts of
           the same size over as many connections to URLs that were signed before, and nothing else. Prints the ratio of the speeds, and
           the memory of Uploads and the gateway; first as fast as this machine can, which runs the browser and all servers, then on a link.
        2. Requests for signed URLs of parts per second.
        3. The app records on a link of 5 and of 1.5 times the recording's bitrate: the time from Stop until the recording is ready.
        """;

    private static readonly string[] Providers = ["s3", "local"];
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    public static async Task<int?> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var options = new BenchmarkArguments(Help, ("mb", 128, 8, 1024), ("rounds", 3, 1, 50), ("link", 400, 1, 100_000), ("seconds", 5, 0.1, 600), ("minutes", 0.5, 0.1, 120))
        {
            Texts = new Dictionary<string, Func<string, bool>> { ["provider"] = text => Providers.Contains(text) },
        };
        if (options.Read(arguments) is { } done)
        {
            return done;
        }

        var (megabytes, rounds) = ((int)options["mb"], (int)options["rounds"]);
        if (4 * megabytes * rounds > TransferBenchmark.MaxStored)
        {
            Console.Error.WriteLine($"Twice {rounds} rounds of twice {megabytes} MiB are more than the {TransferBenchmark.MaxStored} MiB that the S3 server can keep in memory.");
            return 64;
        }

        foreach (var provider in Providers.Where(provider => options.Text("provider") is null || options.Text("provider") == provider))
        {
            Console.WriteLine($"\n{provider}: starting the system …");
            // A worker would fail to process random bytes as a video meanwhile.
            await using var system = await KubrickSystem.StartAsync(cancellationToken, $"--Storage:Provider={provider}", "--Transcoder:ProcessingSlots=0");
            await using var uploads = MemoryWatch.Start(system, "uploads");
            await using var gateway = MemoryWatch.Start(system, "gateway");
            await TransferBenchmark.RunAsync(system, megabytes, rounds, link: null, [uploads, gateway], cancellationToken);
            await TransferBenchmark.RunAsync(system, megabytes, rounds, options["link"], [uploads, gateway], cancellationToken);
            await SigningBenchmark.RunAsync(system, TimeSpan.FromSeconds(options["seconds"]), cancellationToken);
            await LinkBenchmark.RunAsync(system, TimeSpan.FromMinutes(options["minutes"]), cancellationToken);
            await Task.Delay(Rest, cancellationToken);
            Console.WriteLine($"\nMemory in MiB after all of it and {Rest.TotalSeconds} s of rest: {uploads.Describe()}; {gateway.Describe()}");
        }

        return 0;
    }
}
