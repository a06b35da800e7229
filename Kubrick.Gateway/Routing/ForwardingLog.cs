using Yarp.ReverseProxy.Forwarder;

namespace Kubrick.Gateway.Routing;

/// <summary>
/// Logs a request that could not be forwarded in one line. The proxy's own message has the stack traces of both connections, also where the client merely left; <c>appsettings.json</c>
/// turns it off.
/// </summary>
internal sealed partial class ForwardingLog(RequestDelegate next, ILogger<ForwardingLog> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (context.GetForwarderErrorFeature() is not { } failure)
        {
            return;
        }

        var route = context.GetReverseProxyFeature().Route.Config.RouteId;
        var reason = failure.Exception?.GetBaseException().Message;
        LogFailure(IsOfClient(failure.Error) ? LogLevel.Debug : LogLevel.Warning, route, failure.Error, reason);
    }

    internal static bool IsOfClient(ForwarderError error) => error is ForwarderError.RequestCanceled
        or ForwarderError.RequestBodyCanceled or ForwarderError.RequestBodyClient
        or ForwarderError.ResponseBodyCanceled or ForwarderError.ResponseBodyClient
        or ForwarderError.UpgradeRequestCanceled or ForwarderError.UpgradeRequestClient
        or ForwarderError.UpgradeResponseCanceled or ForwarderError.UpgradeResponseClient;

    [LoggerMessage(Message = "Request not forwarded: route {Route}, {Error}: {Reason}")]
    private partial void LogFailure(LogLevel level, string route, ForwarderError error, string? reason);
}
