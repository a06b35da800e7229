using System.Net;
using System.Net.Sockets;

namespace Kubrick.Testing;

/// <summary>Free loopback ports.</summary>
public static class FreePort
{
    /// <summary>A port that was free at the time of the call.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
