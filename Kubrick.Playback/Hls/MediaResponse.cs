using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;
using Kubrick.Storage;

namespace Kubrick.Playback.Hls;

/// <summary>A media object as the answer: all of it, or one range (RFC 9110, 14). Its bytes never change, so caches may keep it.</summary>
internal abstract class MediaResponse(string contentType) : IResult
{
    /// <summary>The size of the object, in bytes.</summary>
    protected abstract long Length { get; }

    /// <summary>Media in memory. The pieces are written one after the other, without a copy.</summary>
    public static MediaResponse FromMemory(IReadOnlyList<ReadOnlyMemory<byte>> pieces, string contentType) => new InMemory(pieces, contentType);

    /// <summary>Media in the storage, copied through a small buffer.</summary>
    public static MediaResponse FromStorage(IObjectReader objects, StoredObject found, string contentType) => new InStorage(objects, found, contentType);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        response.Headers.AcceptRanges = "bytes";
        // The answer has no validator to compare a condition with.
        var range = request.Headers.IfRange.Count == 0 ? ByteRange.Read(request, Length) : null;
        if (range is { IsSatisfiable: false })
        {
            response.Headers.ContentRange = range.ContentRange(Length);
            await ApiErrors.OfStatus(StatusCodes.Status416RangeNotSatisfiable).ExecuteAsync(httpContext);
            return;
        }

        response.Headers.CacheControl = CacheRules.Media;
        response.Headers.XContentTypeOptions = "nosniff";
        response.ContentType = contentType;
        response.ContentLength = range?.Count ?? Length;
        if (range is not null)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = range.ContentRange(Length);
        }

        if (!HttpMethods.IsHead(request.Method))
        {
            await WriteAsync(response.Body, range?.Offset ?? 0, range?.Count ?? Length, httpContext.RequestAborted);
        }
    }

    protected abstract Task WriteAsync(Stream target, long offset, long count, CancellationToken cancellationToken);

    private sealed class InMemory(IReadOnlyList<ReadOnlyMemory<byte>> pieces, string contentType) : MediaResponse(contentType)
    {
        protected override long Length { get; } = pieces.Sum(piece => (long)piece.Length);

        protected override async Task WriteAsync(Stream target, long offset, long count, CancellationToken cancellationToken)
        {
            foreach (var piece in pieces)
            {
                if (offset >= piece.Length)
                {
                    offset -= piece.Length;
                    continue;
                }

                var length = (int)Math.Min(count, piece.Length - offset);
                if (length == 0)
                {
                    return;
                }

                await target.WriteAsync(piece.Slice((int)offset, length), cancellationToken);
                (offset, count) = (0, count - length);
            }
        }
    }

    private sealed class InStorage(IObjectReader objects, StoredObject found, string contentType) : MediaResponse(contentType)
    {
        private const int BufferBytes = 64 * 1024;

        protected override long Length => found.Length;

        protected override async Task WriteAsync(Stream target, long offset, long count, CancellationToken cancellationToken)
        {
            if (count == 0)
            {
                return;
            }

            await using var content = await objects.OpenReadAsync(found.Key, offset, count, cancellationToken)
                ?? throw new StorageException(StorageError.Unavailable, "The media was removed while it was being read.");
            await content.CopyToAsync(target, BufferBytes, cancellationToken);
        }
    }
}
