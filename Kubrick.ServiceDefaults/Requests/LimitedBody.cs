using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kubrick.ServiceDefaults.Requests;

/// <summary>
/// A request's body with the limit of its size, which the server would otherwise enforce by closing the connection: a client that still sends would then lose the response. Here the
/// rest of the body can be read after the response.
/// </summary>
internal sealed class LimitedBody : Stream, IHttpMaxRequestBodySizeFeature
{
    private const int BufferBytes = 64 << 10;

    private readonly HttpContext context;
    private readonly Stream inner;
    private long received;
    private bool isStarted;
    private bool isEnded;

    private LimitedBody(HttpContext context, long? limit)
    {
        this.context = context;
        inner = context.Request.Body;
        MaxRequestBodySize = limit;
    }

    public long? MaxRequestBodySize { get; set; }

    public bool IsReadOnly => isStarted;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether the client may still be sending. One that waits for <c>100 Continue</c> sends nothing before the body is read.</summary>
    private bool IsArriving => !isEnded && received != context.Request.ContentLength && (isStarted || !ExpectsContinue);

    private bool ExpectsContinue => context.Request.Headers.Expect.ToString().Equals("100-continue", StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes over the limit and the body of a request; null if it has no body, or becomes another protocol.</summary>
    public static LimitedBody? Take(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true }
            || context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
            || context.Features.Get<IHttpMaxRequestBodySizeFeature>() is not { IsReadOnly: false } server)
        {
            return null;
        }

        var body = new LimitedBody(context, server.MaxRequestBodySize);
        server.MaxRequestBodySize = null;
        context.Features.Set<IHttpMaxRequestBodySizeFeature>(body);
        context.Request.Body = body;
        return body;
    }

    /// <summary>
    /// Completes the response, then reads and discards the rest of the body, up to <paramref name="maxBytes"/>, until <paramref name="cancellationToken"/> is cancelled, or the client is
    /// gone. Never throws for what the client does.
    /// </summary>
    public async Task DiscardRestAsync(long maxBytes, CancellationToken cancellationToken)
    {
        if (!IsArriving || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await context.Response.CompleteAsync();
            int read;
            for (var discarded = 0L; discarded < maxBytes && (read = await inner.ReadAsync(buffer, cancellationToken)) > 0; discarded += read)
            {
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The client has the response and closed, or it sends too slowly.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Start();
        return Count(await inner.ReadAsync(buffer, cancellationToken), buffer.Length);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        Start();
        return Count(inner.Read(buffer, offset, count), count);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Start()
    {
        if (context.Request.ContentLength > MaxRequestBodySize)
        {
            // Before the first byte, so that a client which waits for permission does not send any.
            throw TooLarge();
        }

        isStarted = true;
    }

    private int Count(int read, int wanted)
    {
        received += read;
        isEnded |= read == 0 && wanted > 0;
        return received > MaxRequestBodySize ? throw TooLarge() : read;
    }

    private static BadHttpRequestException TooLarge() => new("The request's body is too large.", StatusCodes.Status413PayloadTooLarge);
}
