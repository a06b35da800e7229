using RabbitMQ.Client;

namespace Kubrick.Testing;

/// <summary>
/// A RabbitMQ broker for one test run: the local one of <c>deploy/local/rabbitmq</c>, or the broker that <c>KUBRICK_TEST_RABBITMQ</c> names.
/// </summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    private readonly LocalServer? server;

    private RabbitMqServer(string address, LocalServer? server)
    {
        Address = address;
        this.server = server;
    }

    /// <summary>The broker's address with user and password.</summary>
    public string Address { get; }

    /// <summary>Starts the broker and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">It could not be had.</exception>
    public static Task<RabbitMqServer> StartAsync(CancellationToken cancellationToken) => StartAsync([], cancellationToken);

    /// <summary>Starts the local broker with a limit on messages, whatever <c>KUBRICK_TEST_RABBITMQ</c> says.</summary>
    /// <exception cref="InvalidOperationException">It could not be had.</exception>
    public static Task<RabbitMqServer> StartAsync(int maxMessageBytes, CancellationToken cancellationToken) =>
        StartAsync(["--max-message-size", $"{maxMessageBytes}"], cancellationToken);

    /// <summary>Stops the broker, if it was started here.</summary>
    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task<RabbitMqServer> StartAsync(string[] arguments, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("KUBRICK_TEST_RABBITMQ") is { Length: > 0 } given && arguments.Length == 0)
        {
            return new RabbitMqServer(given, null);
        }

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
