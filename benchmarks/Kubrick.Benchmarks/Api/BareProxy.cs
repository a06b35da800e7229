using System.Diagnostics;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;

namespace Kubrick.Benchmarks.Api;

/// <summary>The gateway's proxy library with nothing around it, in a process of its own: what a gateway can reach at most on this machine.</summary>
internal sealed class BareProxy : IAsyncDisposable
{
    /// <summary>The argument of the benchmarks' program that makes it this proxy; the address of the service follows.</summary>
    public const string Command = "bare-proxy";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly Process process;

    private BareProxy(Process process, Uri address)
    {
        this.process = process;
        Address = address;
    }

    /// <summary>The proxy's address.</summary>
    public Uri Address { get; }

    /// <summary>Starts it in front of a service.</summary>
    public static async Task<BareProxy> StartAsync(Uri service, CancellationToken cancellationToken)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        }

        start.ArgumentList.Add(Command);
        start.ArgumentList.Add(service.AbsoluteUri);
        // As the gateway, which is a web application.
        start.Environment["DOTNET_gcServer"] = "1";
        var process = Process.Start(start)!;
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(StartTimeout);
            var address = await process.StandardOutput.ReadLineAsync(timeout.Token) ?? throw new InvalidOperationException("The bare proxy did not start.");
            return new BareProxy(process, new Uri(address));
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Is the proxy, until the input ends: when the benchmark closes it, or dies.</summary>
    public static async Task<int?> ServeAsync(string service)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "service", Match = new RouteMatch { Path = "{**path}" } }],
            [new ClusterConfig { ClusterId = "service", Destinations = new Dictionary<string, DestinationConfig> { ["service"] = new() { Address = service } } }]);
        await using var app = builder.Build();
        app.MapReverseProxy();
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        await using var input = Console.OpenStandardInput();
        await input.CopyToAsync(Stream.Null);
        await app.StopAsync();
        return 0;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync().WaitAsync(StopTimeout);
        }
        catch (TimeoutException)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
