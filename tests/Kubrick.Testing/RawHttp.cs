using System.Net.Sockets;
using System.Text;

namespace Kubrick.Testing;

/// <summary>Sends HTTP requests without the normalisation of an HTTP client.</summary>
public static class RawHttp
{
    /// <summary>Requests a path exactly as given, including dot segments.</summary>
    /// <param name="address">The server.</param>
    /// <param name="path">The path as it is sent.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The complete response: status line, headers and body.</returns>
    public static Task<string> GetAsync(Uri address, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        return SendAsync(address, $"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\n", cancellationToken);
    }

    /// <summary>Sends a request without a body, with <c>Connection: close</c>.</summary>
    /// <param name="address">The server.</param>
    /// <param name="head">The request line and headers, each terminated by CRLF; the empty line after them is added.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The complete response: status line, headers and body.</returns>
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
