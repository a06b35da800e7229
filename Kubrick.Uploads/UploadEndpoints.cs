using Kubrick.ServiceDefaults.Requests;
using Kubrick.Uploads.Sessions;

namespace Kubrick.Uploads;

/// <summary>The routes of the table "Upload" in the contract.</summary>
internal static class UploadEndpoints
{
    public static void MapUploads(this IEndpointRouteBuilder app)
    {
        var uploads = app.MapGroup("/api/upload").WithTags("Uploads");

        uploads.MapPostOnly("/presigned-url", PresignedHandlers.SignVideo);
        uploads.MapPostOnly("/complete", PresignedHandlers.Complete);
        uploads.MapPostOnly("/thumbnail-url", PresignedHandlers.SignThumbnail);

        uploads.MapPostOnly("/init-chunked", ChunkedHandlers.Start);
        uploads.MapPostOnly("/chunk-url", ChunkedHandlers.SignPart);
        uploads.MapPostOnly("/complete-chunked", ChunkedCompletion.Complete);
        uploads.MapPostOnly("/abort-chunked", ChunkedHandlers.Abort);
        uploads.MapRead("/{recordingId}", ChunkedHandlers.Find);
    }
}
