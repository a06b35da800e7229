using System.Net;
using System.Net.Sockets;

namespace Kubrick.AppHost.Ports;

/// <summary>
/// Ports of one application, which keep their numbers over restarts of its processes. They lie outside of the range from which the
/// kernel gives ports to outgoing connections, and a lock file keeps other applications away: many may start at once.
/// </summary>
internal sealed class PortBlock : IDisposable
{
    private const int First = 20_000;
    private const int Size = 64;
    private const int Blocks = 180;

    private readonly FileStream held;
    private readonly int end;
    private int next;

    private PortBlock(FileStream held, int first) => (this.held, next, end) = (held, first, first + Size);

    /// <summary>Takes a block that no other application of this user has.</summary>
    /// <exception cref="DistributedApplicationException">All blocks are taken.</exception>
    public static PortBlock Take()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"kubrick-ports-{Environment.UserName}"));
        var start = Random.Shared.Next(Blocks);
        for (var i = 0; i < Blocks; i++)
        {
            var block = (start + i) % Blocks;
            try
            {
                var file = new FileStream(Path.Combine(folder.FullName, $"{block}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                return new PortBlock(file, First + (block * Size));
            }
            catch (IOException)
            {
                // Another application has it.
            }
        }

        throw new DistributedApplicationException($"All {Blocks} blocks of ports from {First} on are in use.");
    }

    /// <summary>The next port of the block on which nothing listens.</summary>
    /// <exception cref="DistributedApplicationException">The block is used up.</exception>
    public int Next()
    {
        while (next < end)
        {
            var port = next++;
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new DistributedApplicationException($"The application needs more than {Size} ports.");
    }

    /// <summary>Gives the block to others.</summary>
    public void Dispose() => held.Dispose();

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
