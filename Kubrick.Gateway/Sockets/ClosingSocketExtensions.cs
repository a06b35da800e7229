using Microsoft.AspNetCore.Http.Features;

namespace Kubrick.Gateway.Sockets;

/// <summary>Closes the WebSockets that pass through when the gateway stops; the proxy itself copies bytes and would break them off.</summary>
internal static class ClosingSocketExtensions
{
    public static void UseClosingSockets(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            context.Features.Set<IHttpUpgradeFeature>(new ClosingUpgrade(upgrade, app.Lifetime.ApplicationStopping));
        }

        return next(context);
    });

    private sealed class ClosingUpgrade(IHttpUpgradeFeature inner, CancellationToken stopping) : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => inner.IsUpgradableRequest;

        public async Task<Stream> UpgradeAsync()
        {
            var socket = new ClosingStream(await inner.UpgradeAsync());
            socket.Registration = stopping.Register(() => _ = socket.CloseAsync());
            return socket;
        }
    }
}
