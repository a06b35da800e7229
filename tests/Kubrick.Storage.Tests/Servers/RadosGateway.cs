using System.Diagnostics;
using Kubrick.Testing;
using Xunit.Sdk;
using Xunit.v3;

// Most tests wait for a disk or a server.
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 4)]
[assembly: AssemblyFixture(typeof(Kubrick.Storage.Tests.Servers.RadosGateway))]

namespace Kubrick.Storage.Tests.Servers;

/// <summary>An S3 server (Ceph's radosgw), started for the first test that needs it and stopped after the last.</summary>
public sealed class RadosGateway : IAsyncLifetime
{
    public const string AccessKey = "storagetests";
    public const string SecretKey = "storage-tests-secret";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

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
            // Its store is in memory, so a graceful stop saves nothing.
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
        var endpoint = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var run = Path.Combine(RepositoryFolder.Path, "deploy", "local", "s3", "run");
        string[] arguments = ["--port", $"{endpoint.Port}", "--data", folder, "--mon-port", $"{FreePort.Next()}", "--access-key", AccessKey];
        process = new Process { StartInfo = new ProcessStartInfo(run, arguments) { RedirectStandardError = true, RedirectStandardOutput = true } };
        process.StartInfo.Environment["KUBRICK_S3_SECRET_KEY"] = SecretKey;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();

        await Eventually.TrueAsync(
            "the S3 server of the tests is ready",
            () => IsReadyAsync(endpoint),
            TestContext.Current.CancellationToken,
            StartTimeout,
            () => $"Output of deploy/local/s3/run: {Output()}");
        return endpoint;
    }

    /// <summary>The server answers before its user exists, so a successful call with credentials shows that it is ready.</summary>
    private async Task<bool> IsReadyAsync(Uri endpoint)
    {
        if (process!.HasExited)
        {
            throw new InvalidOperationException($"The S3 server of the tests ended with code {process.ExitCode}; output of deploy/local/s3/run: {Output()}");
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

    private void Keep(string? line)
    {
        lock (output)
        {
            output.WriteLine(line);
        }
    }

    private string Output()
    {
        lock (output)
        {
            return output.ToString();
        }
    }
}
