namespace Kubrick.Benchmarks.Api;

/// <summary>A server that is measured, with connections of its own: nothing but the server differs between two targets.</summary>
/// <param name="name">What is printed.</param>
/// <param name="address">The server's address.</param>
internal sealed class ApiTarget(string name, Uri address) : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = address, Timeout = Timeout };

    /// <summary>What is printed.</summary>
    public string Name { get; } = name;

    /// <summary>The server's address.</summary>
    public Uri Address { get; } = address;

    /// <summary>The client.</summary>
    public HttpClient Client => client;

    /// <summary>The service of a running system, without the gateway.</summary>
    public static ApiTarget Service(KubrickSystem system, string service)
    {
        using var found = system.Client(service);
        return new ApiTarget("service", found.BaseAddress!);
    }

    /// <summary>The gateway of a running system.</summary>
    public static ApiTarget Gateway(KubrickSystem system) => new("gateway", system.Gateway.BaseAddress!);

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
