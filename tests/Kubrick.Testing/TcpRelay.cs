using System.Net;
using System.Net.Sockets;

namespace Kubrick.Testing;

/// <summary>A port of the loopback that leads to a server, and that a test can cut off and open again, or hold: as where a network dies without a word.</summary>
/// <param name="port">The server's port on the loopback.</param>
public sealed class TcpRelay(int port) : IAsyncDisposable
{
    private CancellationTokenSource? open;
    private Task running = Task.CompletedTask;
    private TaskCompletionSource? held;

    /// <summary>The port that clients use.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Lets clients through.</summary>
    public void Open()
    {
        open = new CancellationTokenSource();
        var listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        running = AcceptAsync(listener, open.Token);
    }

    /// <summary>Keeps every byte, in both directions; no connection learns of it.</summary>
    public void Hold() => held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets everything through again, what was kept first.</summary>
    public void LetGo() => held?.TrySetResult();

    /// <summary>Breaks every connection and refuses new ones.</summary>
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

    /// <summary>Cuts it off.</summary>
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
                // One side is gone; the other learns it when the sockets close.
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
