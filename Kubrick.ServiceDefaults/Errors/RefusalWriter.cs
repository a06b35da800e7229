using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace Kubrick.ServiceDefaults.Errors;

/// <summary>
/// The output of a connection. The server answers what it cannot read as a request by itself, with an empty body; then the next response that is written here gets an error document.
/// Everything else passes unchanged.
/// </summary>
internal sealed class RefusalWriter(PipeWriter inner) : PipeWriter
{
    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] NoContent = "\r\nContent-Length: 0\r\n"u8.ToArray();

    private ArrayBufferWriter<byte>? held;
    private bool isHeldMemory;
    private int status;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes + (held?.WrittenCount ?? 0);

    /// <summary>The server is about to answer a request with this status and without a body.</summary>
    public void Expect(int refusal)
    {
        status = refusal;
        held = new ArrayBufferWriter<byte>();
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        isHeldMemory = held is not null;
        return held?.GetMemory(sizeHint) ?? inner.GetMemory(sizeHint);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        isHeldMemory = held is not null;
        return held is null ? inner.GetSpan(sizeHint) : held.GetSpan(sizeHint);
    }

    public override void Advance(int bytes)
    {
        // The memory may have been taken before the refusal.
        if (isHeldMemory && held is not null)
        {
            held.Advance(bytes);
        }
        else
        {
            inner.Advance(bytes);
        }
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Release();
        return inner.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        Release();
        inner.Complete(exception);
    }

    public override ValueTask CompleteAsync(Exception? exception = null)
    {
        Release();
        return inner.CompleteAsync(exception);
    }

    private void Release()
    {
        if (held is not { WrittenCount: > 0 } response)
        {
            return;
        }

        held = null;
        isHeldMemory = false;
        var bytes = response.WrittenSpan;
        var end = bytes.IndexOf(HeadEnd);
        var length = end < 0 ? -1 : bytes[..(end + 2)].IndexOf(NoContent);
        if (length < 0)
        {
            inner.Write(bytes);
            return;
        }

        var document = JsonSerializer.SerializeToUtf8Bytes(ApiErrors.OfStatus(status).Value, ErrorJson.Default.ErrorDocument);
        var headers = string.Create(
            CultureInfo.InvariantCulture, $"\r\nContent-Length: {document.Length}\r\nContent-Type: {ApiErrorResult.ContentType}\r\nX-Content-Type-Options: nosniff\r\n");
        inner.Write(bytes[..length]);
        inner.Write(Encoding.ASCII.GetBytes(headers));
        inner.Write(bytes[(length + NoContent.Length)..(end + HeadEnd.Length)]);
        inner.Write(document);
        inner.Write(bytes[(end + HeadEnd.Length)..]);
    }
}
