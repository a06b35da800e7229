using System.Net.WebSockets;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Gateway.Routing;

/// <summary><c>/ws/stream</c> while live streaming is off: existing clients learn of it from the code that the socket is closed with.</summary>
internal static class LiveStreamingSocket
{
    public const string Path = "/ws/stream";

    /// <summary>The contract's code for "live streaming is off".</summary>
    private const WebSocketCloseStatus Off = (WebSocketCloseStatus)4403;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Accepts the socket and closes it; 404 to a request that is for no socket.</summary>
    public static async Task RefuseAsync(HttpContext context, TimeProvider clock)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await ApiErrors.NotFound("There is nothing at this address.").ExecuteAsync(context);
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var patience = new CancellationTokenSource(Patience, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        try
        {
            await socket.CloseAsync(Off, "Live streaming is off.", end.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // The client went without a word, or has not given one: it was told.
            socket.Abort();
        }
    }
}
