using System.Buffers.Binary;
using System.Text;
using Kubrick.ServiceDefaults.Sockets;

namespace Kubrick.Gateway.Sockets;

/// <summary>
/// The client's side of a WebSocket that passes through. When the gateway stops, it sends a close frame between two frames of the service, so that the client connects again at once; what the
/// service sends afterwards is dropped. The client's answer still reaches the service.
/// </summary>
internal sealed class ClosingStream(Stream inner) : UpgradedStream(inner)
{
    private const ushort Restart = 1012;
    private const string Reason = "The gateway restarts; connect again.";

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly FrameBoundary frames = new();
    private bool isClosing;
    private bool isClosed;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (isClosed)
            {
                return;
            }

            await base.WriteAsync(buffer[..frames.Advance(buffer.Span, isToStop: isClosing)], cancellationToken);
            await CloseAtBoundaryAsync(cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Closes the socket as soon as the current frame of the service ends. Never throws for what the client does.</summary>
    public async Task CloseAsync()
    {
        try
        {
            await gate.WaitAsync();
            try
            {
                isClosing = true;
                await CloseAtBoundaryAsync(CancellationToken.None);
            }
            finally
            {
                gate.Release();
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The client is gone.
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            gate.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask CloseAtBoundaryAsync(CancellationToken cancellationToken)
    {
        if (isClosing && !isClosed && !frames.IsClosed && frames.IsReached)
        {
            isClosed = true;
            await base.WriteAsync(CloseFrame(), cancellationToken);
            await FlushAsync(cancellationToken);
        }
    }

    /// <summary>RFC 6455, 5.5.1.</summary>
    private static byte[] CloseFrame()
    {
        var reason = Encoding.UTF8.GetBytes(Reason);
        byte[] frame = [0x88, (byte)(2 + reason.Length), 0, 0, .. reason];
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), Restart);
        return frame;
    }
}
