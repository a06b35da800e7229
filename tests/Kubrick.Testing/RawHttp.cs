using System.Net.Sockets;
using System.Text;

namespace Kubrick.Testing;

/// <summary>HTTP as it is written, without a client that repairs it.</summary>
public static class RawHttp
{
    /// <summary>Asks for a path, dots and all.</summary>
    /// <param name="address">The server.</param>
    /// <param name="path">The path, as it goes over the wire.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The whole answer: status line, headers, body.</returns>
    public static Task<string> GetAsync(Uri address, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        return SendAsync(address, $"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\n", cancellationToken);
    }

    /// <summary>Sends a request without a body, and asks the server to close the connection behind its answer.</summary>
    /// <param name="address">The server.</param>
    /// <param name="head">The request line and the headers, each with its line's end; the empty line that ends them is added.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The whole answer: status line, headers, body.</returns>
    public static async Task<string> SendAsync(Uri address, string head, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head + "Connection: close\r\n\r\n"), cancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
