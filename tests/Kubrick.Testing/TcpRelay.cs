using System.Net;
using System.Net.Sockets;

namespace Kubrick.Testing;

/// <summary>A loopback port that forwards to a server. A test can cut and reopen it, or hold it like a network that drops packets silently.</summary>
/// <param name="port">The server's loopback port.</param>
public sealed class TcpRelay(int port) : IAsyncDisposable
{
    private CancellationTokenSource? open;
    private Task running = Task.CompletedTask;
    private TaskCompletionSource? held;

    /// <summary>The port that clients use.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Accepts connections.</summary>
    public void Open()
    {
        open = new CancellationTokenSource();
        var listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        running = AcceptAsync(listener, open.Token);
    }

    /// <summary>Holds all bytes in both directions without closing connections.</summary>
    public void Hold() => held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Resumes forwarding; held bytes go first.</summary>
    public void LetGo() => held?.TrySetResult();

    /// <summary>Closes every connection and refuses new ones.</summary>
    public async Task CutAsync()
    {
        if (open is not null)
        {
            await open.CancelAsync();
            await running;
            open.Dispose();
            open = null;
        }
    }

    /// <summary>Closes every connection.</summary>
    public async ValueTask DisposeAsync() => await CutAsync();

    private async Task AcceptAsync(TcpListener listener, CancellationToken cancellationToken)
    {
        var connections = new List<Task>();
        using (listener)
        {
            try
            {
                while (true)
                {
                    connections.Add(RelayAsync(await listener.AcceptTcpClientAsync(cancellationToken), cancellationToken));
                }
            }
            catch (OperationCanceledException)
            {
                // Cut.
            }
        }

        await Task.WhenAll(connections);
    }

    private async Task RelayAsync(TcpClient client, CancellationToken cancellationToken)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                var (near, far) = (client.GetStream(), server.GetStream());
                await await Task.WhenAny(PassOnAsync(near, far, cancellationToken), PassOnAsync(far, near, cancellationToken));
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // One side disconnected; disposing the sockets disconnects the other.
            }
        }
    }

    private async Task PassOnAsync(NetworkStream from, NetworkStream to, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 << 10];
        while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            if (held is { } holding)
            {
                await holding.Task.WaitAsync(cancellationToken);
            }

            await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }
    }
}
