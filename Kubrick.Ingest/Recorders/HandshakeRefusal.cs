using Kubrick.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.Features;

namespace Kubrick.Ingest.Recorders;

/// <summary>Why a request to the socket's address does not open one (RFC 6455, 4.2 and 4.4).</summary>
internal static class HandshakeRefusal
{
    private const string Protocol = "websocket";
    private const string Version = "13";

    public static ApiErrorResult Of(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            response.Headers.Allow = HttpMethods.Get;
            return ApiErrors.OfStatus(StatusCodes.Status405MethodNotAllowed);
        }

        if (HttpMethods.IsGet(request.Method) && IsOfKnownVersion(context))
        {
            return ApiErrors.InvalidFormat("The handshake's Sec-WebSocket-Key must be 16 bytes in Base64.", new ErrorSource(Header: "Sec-WebSocket-Key"));
        }

        response.Headers.SecWebSocketVersion = Version;
        if (HttpProtocol.IsHttp11(request.Protocol))
        {
            response.Headers.Upgrade = Protocol;
            response.Headers.Connection = "Upgrade";
        }

        return ApiErrors.OfStatus(StatusCodes.Status426UpgradeRequired);
    }

    private static bool IsOfKnownVersion(HttpContext context) =>
        context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        && context.Request.Headers.Upgrade.ToString().Equals(Protocol, StringComparison.OrdinalIgnoreCase)
        && context.Request.Headers.SecWebSocketVersion == Version;
}
