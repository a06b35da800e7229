using Kubrick.Contracts.Recordings;
using Kubrick.Playback.Playlists;
using Kubrick.ServiceDefaults.Requests;
using Kubrick.Storage;

namespace Kubrick.Playback.Hls;

/// <summary>What players ask for.</summary>
internal static class HlsEndpoints
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void MapHls(this IEndpointRouteBuilder app)
    {
        var hls = app.MapGroup("/api/streams/{id}/hls").WithTags("Streams");
        hls.MapMethods("/manifest.m3u8", Reading, Manifest);
        // Whatever the path: a name that the packager never writes is refused as such.
        hls.MapMethods("/{**file:minlength(1)}", Reading, File);
    }

    private static async Task<IResult> Manifest(RouteId<RecordingId> route, HttpContext context, Manifests manifests, CancellationToken cancellationToken)
    {
        // An answer that says "not yet" must be no longer true than a playlist is.
        context.Response.Headers.CacheControl = CacheRules.Playlist;
        var reload = Reload.Read(context.Request.Query, out var error);
        return error ?? await manifests.FindAsync(route.Id.Value, reload, cancellationToken);
    }

    private static Task<IResult> File(RouteId<RecordingId> route, string file, HttpContext context, Media media, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = CacheRules.Playlist;
        return media.FindAsync(route.Id.Value, file, cancellationToken);
    }
}
