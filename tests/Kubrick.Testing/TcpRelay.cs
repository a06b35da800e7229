using System.Net;
using System.Net.Sockets;

namespace Kubrick.Testing;

/// <summary>A port of the loopback that leads to a server, and that a test can cut off and open again.</summary>
/// <param name="port">The server's port on the loopback.</param>
public sealed class TcpRelay(int port) : IAsyncDisposable
{
    private CancellationTokenSource? open;
    private Task running = Task.CompletedTask;

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
                await await Task.WhenAny(near.CopyToAsync(far, cancellationToken), far.CopyToAsync(near, cancellationToken));
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // One side is gone; the other learns it when the sockets close.
            }
        }
    }
}
