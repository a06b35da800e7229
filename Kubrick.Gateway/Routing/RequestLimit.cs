using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Gateway.Routing;

/// <summary>Refuses a request whose size is over its route's limit before a service sees it. The proxy enforces the limit of bodies whose size is not stated.</summary>
internal sealed class RequestLimit(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        context.GetReverseProxyFeature().Route.Config.MaxRequestBodySize is >= 0 and var limit && context.Request.ContentLength > limit
            ? ApiErrors.OfStatus(StatusCodes.Status413PayloadTooLarge).ExecuteAsync(context)
            : next(context);
}
