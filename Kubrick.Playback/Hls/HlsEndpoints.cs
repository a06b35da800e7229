using Kubrick.Contracts.Recordings;
using Kubrick.Playback.Playlists;
using Kubrick.ServiceDefaults.Requests;
using Kubrick.Storage;

namespace Kubrick.Playback.Hls;

/// <summary>The routes for HLS players: the playlist, and the media that it lists.</summary>
internal static class HlsEndpoints
{
    public static void MapHls(this IEndpointRouteBuilder app)
    {
        var hls = app.MapGroup("/api/streams/{id}/hls").WithTags("Streams");
        hls.MapRead("/manifest.m3u8", Playlist);
        // A catch-all, so that every name that the packager never writes is answered with INVALID_SEGMENT.
        hls.MapRead("/{**file:minlength(1)}", Media);
    }

    private static async Task<IResult> Playlist(RouteId<RecordingId> route, HttpContext context, PlaylistLookup playlists, CancellationToken cancellationToken)
    {
        // Errors must not be cached for longer than a playlist.
        context.Response.Headers.CacheControl = CacheRules.Playlist;
        if (!BlockingReload.IsRequestedBy(context.Request.Query))
        {
            return await playlists.FindAsync(route.Id.Value, reload: null, cancellationToken);
        }

        return BlockingReload.Read(context.Request.Query).Is(out var reload, out var error)
            ? await playlists.FindAsync(route.Id.Value, reload, cancellationToken)
            : error;
    }

    private static Task<IResult> Media(RouteId<RecordingId> route, string file, HttpContext context, MediaLookup media, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = CacheRules.Playlist;
        return media.FindAsync(route.Id.Value, file, cancellationToken);
    }
}
