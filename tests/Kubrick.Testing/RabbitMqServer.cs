using RabbitMQ.Client;

namespace Kubrick.Testing;

/// <summary>
/// A RabbitMQ broker on which nothing is declared yet: a virtual host of the broker that the test command shares among suites, or a local broker of
/// <c>deploy/local/rabbitmq</c>.
/// </summary>
/// <remarks>
/// <c>KUBRICK_TEST_RABBITMQ</c> holds addresses of empty virtual hosts, separated by spaces. Each is used once; when they run out, local brokers are started.
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

    /// <summary>Takes a shared virtual host that is still unused, or starts a local broker and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">The broker did not start.</exception>
    public static async Task<RabbitMqServer> StartAsync(CancellationToken cancellationToken)
    {
        var next = Interlocked.Increment(ref used) - 1;
        return next < SharedAddresses.Length ? new RabbitMqServer(SharedAddresses[next], null) : await StartLocalAsync([], cancellationToken);
    }

    /// <summary>Starts a local broker that refuses larger messages, and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">The broker did not start.</exception>
    public static Task<RabbitMqServer> StartAsync(int maxMessageBytes, CancellationToken cancellationToken) =>
        StartLocalAsync(["--max-message-size", $"{maxMessageBytes}"], cancellationToken);

    /// <summary>Stops the broker, if it was started here.</summary>
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
