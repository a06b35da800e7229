using System.Net;
using System.Net.Sockets;

namespace Kubrick.Testing;

/// <summary>A loopback port that forwards to a broker. While it is held, it forwards nothing from clients, like a broker with an alarm.</summary>
public sealed class HeldBroker : IAsyncDisposable
{
    private readonly CancellationTokenSource closing = new();
    private readonly TcpListener listener;
    private readonly int port;
    private readonly Task running;
    private TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Opens the port.</summary>
    /// <param name="port">The broker's loopback port.</param>
    public HeldBroker(int port)
    {
        this.port = port;
        Port = FreePort.Next();
        listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        gate.SetResult();
        running = AcceptAsync();
    }

    /// <summary>The port that clients use.</summary>
    public int Port { get; }

    /// <summary>Stops forwarding what clients send.</summary>
    public void Hold() => gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Resumes forwarding; held bytes go first.</summary>
    public void LetGo() => gate.TrySetResult();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await running;
        listener.Dispose();
        closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(RelayAsync(await listener.AcceptTcpClientAsync(closing.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, port, closing.Token);
                var back = server.GetStream().CopyToAsync(client.GetStream(), closing.Token);
                await await Task.WhenAny(ForwardAsync(client.GetStream(), server.GetStream()), back);
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // One side disconnected; disposing the sockets disconnects the other.
            }
        }
    }

    private async Task ForwardAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[64 << 10];
        while (await from.ReadAsync(buffer, closing.Token) is > 0 and var count)
        {
            await gate.Task.WaitAsync(closing.Token);
            await to.WriteAsync(buffer.AsMemory(0, count), closing.Token);
        }
    }
}
