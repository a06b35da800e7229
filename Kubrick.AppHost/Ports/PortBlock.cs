using System.Net;
using System.Net.Sockets;

namespace Kubrick.AppHost.Ports;

/// <summary>
/// The ports of one application; they stay the same when its processes restart. They are outside of the kernel's range for outgoing
/// connections. A lock file reserves the block, so several applications can start concurrently.
/// </summary>
internal sealed class PortBlock : IDisposable
{
    private const int First = 20_000;
    private const int Size = 128;
    private const int Blocks = 90;

    private readonly FileStream lockFile;
    private readonly int end;
    private int next;

    private PortBlock(FileStream lockFile, int first) => (this.lockFile, next, end) = (lockFile, first, first + Size);

    /// <summary>Reserves a block that no other application of this user has reserved.</summary>
    /// <exception cref="DistributedApplicationException">All blocks are reserved.</exception>
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
                // Another application has reserved the block.
            }
        }

        throw new DistributedApplicationException($"All {Blocks} blocks of ports from {First} on are in use.");
    }

    /// <summary>The next free port of the block.</summary>
    /// <exception cref="DistributedApplicationException">The block has no free port left.</exception>
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

    /// <summary>Releases the block.</summary>
    public void Dispose() => lockFile.Dispose();

    /// <summary>Whether nothing listens on a port of the loopback address.</summary>
    public static bool IsFree(int port)
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
