using Microsoft.AspNetCore.Http.Features;

namespace Kubrick.Ingest.Sockets;

/// <summary>
/// For how long nothing has come over a socket: no frame, no text, and no answer to the server's pings either, which the WebSocket itself keeps from us. Only the time
/// in which somebody reads counts: while the window to the broker is full nothing is read, and what the client sent waits unseen.
/// </summary>
internal sealed class SocketHearing(TimeProvider clock)
{
    private const long NobodyReads = long.MinValue;

    private long quietSince = NobodyReads;

    /// <summary>For how long; zero while nobody reads.</summary>
    public TimeSpan Silence => Interlocked.Read(ref quietSince) is var since and not NobodyReads ? clock.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Listens to the socket that the request may become. Has to stand before the WebSockets in the pipeline, which take the connection from there.</summary>
    public static Task ListenAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            var hearing = new SocketHearing(context.RequestServices.GetRequiredService<TimeProvider>());
            context.Features.Set(hearing);
            context.Features.Set<IHttpUpgradeFeature>(new HeardUpgrade(upgrade, hearing));
        }

        return next(context);
    }

    /// <summary>Reads, and notes for how long nothing came.</summary>
    public async ValueTask<int> ReadAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref quietSince, clock.GetTimestamp());
        try
        {
            return await stream.ReadAsync(buffer, cancellationToken);
        }
        finally
        {
            Interlocked.Exchange(ref quietSince, NobodyReads);
        }
    }

    private sealed class HeardUpgrade(IHttpUpgradeFeature upgrade, SocketHearing hearing) : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => upgrade.IsUpgradableRequest;

        public async Task<Stream> UpgradeAsync() => new HeardStream(await upgrade.UpgradeAsync(), hearing);
    }
}
