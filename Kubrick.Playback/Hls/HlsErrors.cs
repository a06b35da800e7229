using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Playback.Hls;

/// <summary>The errors that only players meet.</summary>
internal static class HlsErrors
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    public static ApiErrorResult Initializing() => new(
        StatusCodes.Status503ServiceUnavailable,
        [new ApiError("503", ErrorCodes.StreamInitializing, "Stream initializing", "The stream begins; nothing can be played yet.", null)],
        Soon);

    public static ApiErrorResult InvalidSegment() => new(
        StatusCodes.Status400BadRequest,
        [new ApiError("400", ErrorCodes.InvalidSegment, "Invalid segment", "This is not the name of a stream's media.", null)]);

    public static ApiErrorResult TooFarAhead() => ApiErrors.InvalidFormat("The stream is not that far; reload the playlist without '_HLS_msn'.");

    public static ApiErrorResult NothingCame() => ApiErrors.Unavailable("The media did not come in time; try again shortly.", Soon);

    public static ApiErrorResult TooManyStreams() => ApiErrors.Unavailable("Too many streams are watched at the moment; try again shortly.");

    public static ApiErrorResult NothingStored(string recordingId) => ApiErrors.NotFound($"Nothing of the recording '{recordingId}' can be played.");

    public static ApiErrorResult NoSuchMedia() => ApiErrors.NotFound("The stream does not have this media, or no longer.");
}
