using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace Kubrick.Functional.Tests;

/// <summary>The whole system, started from the AppHost: what users and operators run.</summary>
public abstract class KubrickSystem(params string[] arguments) : IAsyncLifetime
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(2);
    private static readonly string[] Always = ["--RateLimits:Enabled=false"];

    /// <summary>The running application.</summary>
    public DistributedApplication App { get; private set; } = null!;

    /// <summary>A client of the gateway, as a browser is one.</summary>
    public HttpClient Gateway { get; private set; } = null!;

    /// <summary>The storage provider.</summary>
    public abstract string Provider { get; }

    public async ValueTask InitializeAsync()
    {
        using var deadline = new CancellationTokenSource(StartDeadline);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Kubrick_AppHost>([.. Always, .. arguments], deadline.Token);
        App = await builder.BuildAsync(deadline.Token);
        await App.StartAsync(deadline.Token);
        await App.ResourceNotifications.WaitForResourceHealthyAsync("gateway", deadline.Token);
        Gateway = App.CreateHttpClient("gateway", "http");
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Gateway?.Dispose();
        if (App is not null)
        {
            await App.DisposeAsync();
        }
    }
}
