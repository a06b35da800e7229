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

    /// <summary>Reads from a stream, and notes since when.</summary>
    public async ValueTask<int> ReadAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref readingSince, clock.GetTimestamp());
        try
        {
            return await stream.ReadAsync(buffer, cancellationToken);
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
    private sealed class ObservedStream(Stream inner, SocketActivity activity) : Stream
    {
        public override bool CanRead => inner.CanRead;

        public override bool CanSeek => false;

        public override bool CanWrite => inner.CanWrite;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => activity.ReadAsync(inner, buffer, cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            activity.ReadAsync(inner, buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A socket is read asynchronously.");

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => inner.WriteAsync(buffer, offset, count, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A socket is written asynchronously.");

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
