using Kubrick.Uploads.Sessions;

namespace Kubrick.Uploads;

/// <summary>The routes of the table "Upload" in the contract.</summary>
internal static class UploadEndpoints
{
    public static void MapUploads(this IEndpointRouteBuilder app)
    {
        var uploads = app.MapGroup("/api/upload").WithTags("Uploads");

        uploads.MapPost("/presigned-url", PresignedHandlers.SignVideo);
        uploads.MapPost("/complete", PresignedHandlers.Complete);
        uploads.MapPost("/thumbnail-url", PresignedHandlers.SignThumbnail);

        uploads.MapPost("/init-chunked", ChunkedHandlers.Start);
        uploads.MapPost("/chunk-url", ChunkedHandlers.SignPart);
        uploads.MapPost("/complete-chunked", ChunkedCompletion.Complete);
        uploads.MapPost("/abort-chunked", ChunkedHandlers.Abort);
        uploads.MapGet("/{recordingId}", ChunkedHandlers.Find);
    }
}
