using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Kubrick.AppHost.Local;

/// <summary>
/// Free ports, held for as long as the application lives: by a lock file each, so that applications that start at once
/// never choose the same, and outside of the range from which the kernel takes ports for connections.
/// </summary>
internal sealed class PortReservations : IDisposable
{
    private const int First = 20_000;
    private const int Count = 12_000;
    private const UnixFileMode Everybody = (UnixFileMode)0b111_111_111;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "kubrick-ports");
    private readonly List<FileStream> _locks = [];
    private readonly Lock _gate = new();
    private int _next = Random.Shared.Next(Count);

    /// <summary>Reserves a free port.</summary>
    /// <exception cref="LaunchException">None is free.</exception>
    public int Reserve()
    {
        lock (_gate)
        {
            for (var tries = 0; tries < Count; tries++)
            {
                var port = First + (_next++ % Count);
                if (TryReserve(port))
                {
                    return port;
                }
            }
        }

        throw new LaunchException(string.Create(CultureInfo.InvariantCulture, $"No port between {First} and {First + Count - 1} is free."));
    }

    /// <summary>Reserves the port that was asked for.</summary>
    /// <exception cref="LaunchException">It is taken.</exception>
    public int Reserve(int port)
    {
        lock (_gate)
        {
            return TryReserve(port) ? port : throw new LaunchException(string.Create(CultureInfo.InvariantCulture, $"Port {port} is taken by another program."));
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _locks.ForEach(held => held.Dispose());
            _locks.Clear();
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            // A listener on every address conflicts with a listener on any one.
            using var socket = new Socket(Socket.OSSupportsIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            if (Socket.OSSupportsIPv6)
            {
                socket.DualMode = true;
            }

            socket.Bind(new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private bool TryReserve(int port)
    {
        if (!IsFree(port))
        {
            return false;
        }

        FileStream? held = null;
        try
        {
            Directory.CreateDirectory(_folder);
            var file = Path.Combine(_folder, port.ToString(CultureInfo.InvariantCulture));
            held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            LetOthersUse(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Held by another application, or made by another user: either way not ours.
            held?.Dispose();
            return false;
        }

        // Asked again now that it is ours: its last owner's process may have outlived the lock.
        if (!IsFree(port))
        {
            held.Dispose();
            return false;
        }

        _locks.Add(held);
        return true;
    }

    private void LetOthersUse(string file)
    {
        try
        {
            File.SetUnixFileMode(_folder, Everybody);
            File.SetUnixFileMode(file, Everybody & ~(UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Somebody else's folder or file: its owner has opened it already.
        }
    }
}
