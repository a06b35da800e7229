using System.Globalization;
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

    /// <summary>Sends a request with <c>Connection: close</c>.</summary>
    /// <param name="address">The server.</param>
    /// <param name="head">The request line and headers, each terminated by CRLF; the empty line after them is added.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <param name="body">The bytes after the head, as ASCII; none by default.</param>
    /// <returns>The complete response: status line, headers and body.</returns>
    public static async Task<string> SendAsync(Uri address, string head, CancellationToken cancellationToken, string body = "")
    {
        ArgumentNullException.ThrowIfNull(address);
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{head}Connection: close\r\n\r\n{body}"), cancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    /// <summary>Sends a request with <c>Connection: close</c> and a body of zeros, and reads nothing before it has sent everything.</summary>
    /// <param name="address">The server.</param>
    /// <param name="head">The request line and headers, each terminated by CRLF, without those of the body's size.</param>
    /// <param name="bytes">The size of the body.</param>
    /// <param name="isChunked">Whether the size is not stated.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The complete response: status line, headers and body.</returns>
    public static async Task<string> SendAllFirstAsync(Uri address, string head, long bytes, bool isChunked, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
        await using var stream = socket.GetStream();
        var size = isChunked ? "Transfer-Encoding: chunked" : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {bytes}");
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{head}Connection: close\r\n{size}\r\n\r\n"), cancellationToken);
        var block = new byte[64 << 10];
        for (var left = bytes; left > 0;)
        {
            var piece = block.AsMemory(0, (int)Math.Min(left, block.Length));
            if (isChunked)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{piece.Length:X}\r\n")), cancellationToken);
            }

            await stream.WriteAsync(piece, cancellationToken);
            if (isChunked)
            {
                await stream.WriteAsync("\r\n"u8.ToArray(), cancellationToken);
            }

            left -= piece.Length;
        }

        if (isChunked)
        {
            await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), cancellationToken);
        }

        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
