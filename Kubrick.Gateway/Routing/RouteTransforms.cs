using Kubrick.ServiceDefaults.Proxies;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Kubrick.Gateway.Routing;

/// <summary>What the proxy changes in requests and responses.</summary>
internal static class RouteTransforms
{
    private const string ForwardedFor = "X-Forwarded-For";
    private const string Objects = "objects";
    private const string Publishers = "publishers";

    public static void Add(TransformBuilderContext context)
    {
        // Set, not appended: values that the client sent never reach a service.
        context.UseDefaultForwarders = false;
        context.AddXForwarded(ForwardedTransformActions.Set);
        context.AddRequestTransform(SendFirstAddress);
        if (context.Route.RouteId == Objects)
        {
            context.AddRequestTransform(AskBeforeSending);
        }

        if (context.Route.RouteId == Publishers)
        {
            context.AddResponseTransform(NameProtocol);
        }
    }

    /// <summary>Sends services the first address of <c>X-Forwarded-For</c>, which they display. The gateway itself decides by the connection's address.</summary>
    private static ValueTask SendFirstAddress(RequestTransformContext context)
    {
        if (context.HttpContext.Features.Get<ForwardedClient>()?.First is { } first)
        {
            RequestTransform.RemoveHeader(context, ForwardedFor);
            RequestTransform.AddHeader(context, ForwardedFor, first.ToString());
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>A part may be large: the service refuses a signed URL before the body is passed on, not while.</summary>
    private static ValueTask AskBeforeSending(RequestTransformContext context)
    {
        if (context.ProxyRequest.Content is not null)
        {
            context.ProxyRequest.Headers.ExpectContinue = true;
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The proxy drops the headers of one connection; 426 needs those that name the protocol (RFC 9110, 15.5.22).</summary>
    private static ValueTask NameProtocol(ResponseTransformContext context)
    {
        var http = context.HttpContext;
        if (context.ProxyResponse is { StatusCode: System.Net.HttpStatusCode.UpgradeRequired } && HttpProtocol.IsHttp11(http.Request.Protocol))
        {
            http.Response.Headers.Connection = HeaderNames.Upgrade;
            http.Response.Headers.Upgrade = "websocket";
        }

        return ValueTask.CompletedTask;
    }
}
