using System.Net.Http.Json;
using Kubrick.Benchmarks.Api;

namespace Kubrick.Benchmarks.Uploads;

/// <summary>Requests for the URL of a part, as the app sends them: with the checksum that the storage compares, and the recorded time. Each answer has one URL.</summary>
internal static class SigningBenchmark
{
    /// <summary>The number of connections, and of uploads that they sign for.</summary>
    private const int Connections = 4;

    private const long DeclaredSize = 4L << 30;
    private const int Parts = 400;

    /// <summary>Measures, and prints a line for each kind of upload, directly to the service and through the gateway.</summary>
    public static async Task RunAsync(KubrickSystem system, TimeSpan duration, CancellationToken cancellationToken)
    {
        Console.WriteLine($"\nRequests for the URL of a part, {Connections} connections, one URL each (the aim is 2000 a second)");
        var api = new UploadApi(system.Gateway);
        using var service = ApiTarget.Service(system, "uploads");
        using var gateway = ApiTarget.Gateway(system);
        var load = new ApiLoad(duration, Connections);
        ApiLoad.PrintHeader();
        foreach (var (name, size) in new (string, long?)[] { ("sign, while recording", null), ("sign, of a known size", DeclaredSize) })
        {
            var ids = new List<string>();
            for (var i = 0; i < Connections; i++)
            {
                ids.Add(await api.CreateAsync("Bench", cancellationToken));
                await api.OpenAsync(ids[i], size, cancellationToken);
            }

            var next = 0;
            var call = new ApiCall(name, () => Request(ids, Interlocked.Increment(ref next) & int.MaxValue, system.Provider));
            await load.RunAsync(call, service, cancellationToken);
            await load.RunAsync(call, gateway, cancellationToken);
            foreach (var id in ids)
            {
                await api.DiscardAsync(id, cancellationToken);
            }
        }
    }

    private static HttpRequestMessage Request(List<string> ids, int number, string provider)
    {
        var part = number / ids.Count % Parts;
        var body = new Dictionary<string, object>
        {
            ["recordingId"] = ids[number % ids.Count],
            ["partNumber"] = part + 1,
            [provider == "s3" ? "md5" : "sha256"] = new string('a', provider == "s3" ? 32 : 64),
            ["recordedSeconds"] = 20 * (part + 1),
            ["endSeconds"] = 20 * (part + 1),
        };
        return new HttpRequestMessage(HttpMethod.Post, new Uri("/api/upload/chunk-url", UriKind.Relative)) { Content = JsonContent.Create(body) };
    }
}
