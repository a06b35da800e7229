using System.Net.WebSockets;

namespace Kubrick.Ingest.Sockets;

/// <summary>The codes with which the server closes sockets (RFC 6455, 7.4; from 4000 on the contract's own).</summary>
internal static class CloseCodes
{
    public const WebSocketCloseStatus TooLarge = WebSocketCloseStatus.MessageTooBig;

    public const WebSocketCloseStatus ServerError = WebSocketCloseStatus.InternalServerError;

    /// <summary>The service restarts: connect again, another replica answers.</summary>
    public const WebSocketCloseStatus Restart = (WebSocketCloseStatus)1012;

    /// <summary>The broker is unavailable: try again later.</summary>
    public const WebSocketCloseStatus TryAgainLater = (WebSocketCloseStatus)1013;

    /// <summary>Live streaming is off.</summary>
    public const WebSocketCloseStatus Off = (WebSocketCloseStatus)4403;

    /// <summary>A newer connection publishes the recording.</summary>
    public const WebSocketCloseStatus TakenOver = (WebSocketCloseStatus)4409;
}
