using System.Runtime.InteropServices;
using Kubrick.Benchmarks.Api;
using Kubrick.Benchmarks.Live;
using Kubrick.Benchmarks.Operations;
using Kubrick.Benchmarks.Uploads;

const int WrongArguments = 64;
const string Help = """
    ./kubrick bench NAME [options]

      api        requests per second, p50 and p99 of lists, searches, get and create, with 100,000 recordings,
                 directly to the service, through the gateway, and of list and get through a bare proxy or against another server
      uploads    the app's uploads compared with bare parallel requests, signatures per second, memory, time from Stop to ready on a
                 slow link
      processing time and memory to process a recording of an hour
      starts     starts and stops the whole system repeatedly: start times, failures and processes left running
      live       replays N streams in real time: added latency per part and CPU time compared with bare FFmpeg
      glass      glass-to-glass latency from one browser's camera to another browser's screen
      soak       one long stream with many viewers: memory of every service, and queues and processes left at the end
      recovery   kills each service and server: the time until the system is healthy again

    ./kubrick bench NAME --help lists the options.
    """;

using var stop = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

var benchmark = args switch
{
    ["api", .. var rest] => ApiBenchmark.RunAsync(rest, stop.Token),
    ["uploads", .. var rest] => UploadsBenchmark.RunAsync(rest, stop.Token),
    ["processing", .. var rest] => ProcessingBenchmark.RunAsync(rest, stop.Token),
    ["live", .. var rest] => LiveBenchmark.RunAsync(rest, stop.Token),
    ["glass", .. var rest] => GlassBenchmark.RunAsync(rest, stop.Token),
    ["soak", .. var rest] => SoakBenchmark.RunAsync(rest, stop.Token),
    ["starts", .. var rest] => StartsBenchmark.RunAsync(rest, stop.Token),
    ["recovery", .. var rest] => RecoveryBenchmark.RunAsync(rest, stop.Token),
    [BareProxy.Command, var service] => BareProxy.ServeAsync(service),
    _ => Task.FromResult<int?>(null),
};
if (await benchmark is { } exitCode)
{
    return exitCode;
}

var isHelp = args is [] or ["--help"] or ["-h"];
await (isHelp ? Console.Out : Console.Error).WriteLineAsync(Help);
return isHelp ? 0 : WrongArguments;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
