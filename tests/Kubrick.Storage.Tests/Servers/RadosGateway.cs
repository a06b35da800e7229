using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

[assembly: AssemblyFixture(typeof(Kubrick.Storage.Tests.Servers.RadosGateway))]

namespace Kubrick.Storage.Tests.Servers;

/// <summary>A real S3 server (Ceph's radosgw), started for the first test that needs it and stopped after the last.</summary>
public sealed class RadosGateway : IAsyncLifetime
{
    public const string AccessKey = "storagetests";
    public const string SecretKey = "storage-tests-secret";

    private readonly string folder = Path.Combine(Path.GetTempPath(), "ks3-" + Guid.NewGuid().ToString("N")[..8]);
    private readonly Lazy<Task<Uri>> start;
    private readonly StringWriter output = new();
    private Process? process;

    public RadosGateway() => start = new Lazy<Task<Uri>>(StartAsync);

    public Task<Uri> Endpoint => start.Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            // Its store is in memory: there is nothing to stop in good order.
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process?.Dispose();
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<Uri> StartAsync()
    {
        var endpoint = new Uri($"http://127.0.0.1:{FreePort()}");
        var run = Path.Combine(Repository.Root, "deploy", "local", "s3", "run");
        string[] arguments = ["--port", $"{endpoint.Port}", "--data", folder, "--mon-port", $"{FreePort()}", "--access-key", AccessKey];
        process = new Process { StartInfo = new ProcessStartInfo(run, arguments) { RedirectStandardError = true, RedirectStandardOutput = true } };
        process.StartInfo.Environment["KUBRICK_S3_SECRET_KEY"] = SecretKey;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();

        await Eventually.IsAsync(() => AnswersAsync(endpoint), TimeSpan.FromSeconds(60), () => $"The S3 server of the tests did not start; deploy/local/s3/run said: {Said()}");
        return endpoint;
    }

    /// <summary>It serves before its user exists: ready is who can make a bucket.</summary>
    private async Task<bool> AnswersAsync(Uri endpoint)
    {
        if (process!.HasExited)
        {
            throw new InvalidOperationException($"The S3 server of the tests ended with code {process.ExitCode}; deploy/local/s3/run said: {Said()}");
        }

        using var client = S3TestClient.Create(endpoint);
        try
        {
            await client.ListBucketsAsync(TestContext.Current.CancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is Amazon.Runtime.AmazonServiceException or HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private void Keep(string? line)
    {
        lock (output)
        {
            output.WriteLine(line);
        }
    }

    private string Said()
    {
        lock (output)
        {
            return output.ToString();
        }
    }
}
