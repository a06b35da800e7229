using System.Net.Sockets;
using System.Text;

namespace Kubrick.Functional.Tests;

/// <summary>HTTP as it is written, without a client that repairs it.</summary>
internal static class RawHttp
{
    public static async Task<string> GetAsync(Uri address, string path, CancellationToken cancellationToken)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\n\r\n"), cancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
