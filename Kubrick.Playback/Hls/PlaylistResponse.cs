using Kubrick.Playback.Playlists;
using Kubrick.Storage;

namespace Kubrick.Playback.Hls;

/// <summary>A playlist as the answer. All answers with the same playlist share its bytes.</summary>
internal sealed class PlaylistResponse(ReadOnlyMemory<byte> text) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = PlaylistWriter.ContentType;
        response.ContentLength = text.Length;
        response.Headers.CacheControl = CacheRules.Playlist;
        response.Headers.XContentTypeOptions = "nosniff";
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.Body.WriteAsync(text, httpContext.RequestAborted);
        }
    }
}
