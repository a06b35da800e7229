using RabbitMQ.Client;

namespace Kubrick.Testing;

/// <summary>
/// An empty RabbitMQ broker for tests: a virtual host of the broker that suites share, or a local broker that <c>deploy/local/rabbitmq/run</c> starts.
/// </summary>
/// <remarks>
/// <c>KUBRICK_TEST_RABBITMQ</c> contains addresses of empty virtual hosts, separated by spaces. Each is used once; further brokers are local.
/// </remarks>
public sealed class RabbitMqServer : IAsyncDisposable
{
    private static readonly string[] SharedAddresses = Environment.GetEnvironmentVariable("KUBRICK_TEST_RABBITMQ")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
    private static int used;

    private readonly LocalServer? server;

    private RabbitMqServer(string address, LocalServer? server)
    {
        Address = address;
        this.server = server;
    }

    /// <summary>The broker's address with user, password and virtual host.</summary>
    public string Address { get; }

    /// <summary>Takes an unused shared virtual host, or starts a local broker and waits until it responds.</summary>
    /// <exception cref="InvalidOperationException">The broker did not start.</exception>
    public static async Task<RabbitMqServer> StartAsync(CancellationToken cancellationToken)
    {
        var next = Interlocked.Increment(ref used) - 1;
        return next < SharedAddresses.Length ? new RabbitMqServer(SharedAddresses[next], null) : await StartLocalAsync([], cancellationToken);
    }

    /// <summary>Starts a local broker with a message size limit, and waits until it responds.</summary>
    /// <exception cref="InvalidOperationException">The broker did not start.</exception>
    public static Task<RabbitMqServer> StartAsync(int maxMessageBytes, CancellationToken cancellationToken) =>
        StartLocalAsync(["--max-message-size", $"{maxMessageBytes}"], cancellationToken);

    /// <summary>Stops the broker if it is a local one.</summary>
    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task<RabbitMqServer> StartLocalAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var port = FreePort.Next();
        var address = $"amqp://kubrick:test@127.0.0.1:{port}";
        var factory = new ConnectionFactory { Uri = new Uri(address) };
        var server = await LocalServer.StartAsync(
            "deploy/local/rabbitmq/run",
            ["--port", $"{port}", "--dist-port", $"{FreePort.Next()}", "--epmd-port", $"{FreePort.Next()}", "--user", "kubrick", "--password", "test", .. arguments],
            async token => await (await factory.CreateConnectionAsync(token)).DisposeAsync(),
            cancellationToken);
        return new RabbitMqServer(address, server);
    }
}
