using Kubrick.ServiceDefaults.Sockets;
using Microsoft.AspNetCore.Http.Features;

namespace Kubrick.Ingest.Sockets;

/// <summary>
/// For how long a client has been silent: no frame, no text, and no pong either, which .NET's WebSocket handles without reporting it. So the bytes are observed below the
/// WebSocket. Only time in which the socket is read counts: while the server does not read, received bytes wait unseen.
/// </summary>
internal sealed class SocketActivity(TimeProvider clock)
{
    private const long NotReading = long.MinValue;

    private long readingSince = NotReading;

    /// <summary>For how long the current read has been waiting; zero while the socket is not read.</summary>
    public TimeSpan Silence => Interlocked.Read(ref readingSince) is var since and not NotReading ? clock.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Middleware that observes the connection of a request that may become a WebSocket. It precedes the WebSocket middleware, which takes over the connection.</summary>
    public static Task ObserveAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            var activity = new SocketActivity(context.RequestServices.GetRequiredService<TimeProvider>());
            context.Features.Set(activity);
            context.Features.Set<IHttpUpgradeFeature>(new ObservedUpgrade(upgrade, activity));
        }

        return next(context);
    }

    /// <summary>Reads from a connection, and notes since when.</summary>
    public async ValueTask<int> ReadAsync(Func<CancellationToken, ValueTask<int>> read, CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref readingSince, clock.GetTimestamp());
        try
        {
            return await read(cancellationToken);
        }
        finally
        {
            Interlocked.Exchange(ref readingSince, NotReading);
        }
    }

    private sealed class ObservedUpgrade(IHttpUpgradeFeature upgrade, SocketActivity activity) : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => upgrade.IsUpgradableRequest;

        public async Task<Stream> UpgradeAsync() => new ObservedStream(await upgrade.UpgradeAsync(), activity);
    }

    /// <summary>A connection's bytes, unchanged; reads go through the observer.</summary>
    private sealed class ObservedStream(Stream inner, SocketActivity activity) : UpgradedStream(inner)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            activity.ReadAsync(cancel => base.ReadAsync(buffer, cancel), cancellationToken);
    }
}
