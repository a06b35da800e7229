using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Playback.Hls;

/// <summary>The errors of the HLS routes.</summary>
internal static class HlsErrors
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public static ApiErrorResult Initializing() => new(
        StatusCodes.Status503ServiceUnavailable,
        [new ApiError("503", ErrorCodes.StreamInitializing, "Stream initializing", "The stream is starting; nothing can be played yet.", null)],
        RetryAfter);

    public static ApiErrorResult InvalidSegment() => new(
        StatusCodes.Status400BadRequest,
        [new ApiError("400", ErrorCodes.InvalidSegment, "Invalid segment", "This is not the name of a stream's media.", null)]);

    public static ApiErrorResult TooFarAhead() => ApiErrors.InvalidFormat(
        "The stream has not got that far; reload the playlist without '_HLS_msn'.", new ErrorSource(Parameter: "_HLS_msn"));

    public static ApiErrorResult TimedOut() => ApiErrors.Unavailable("The media was not available in time; try again shortly.", RetryAfter);

    public static ApiErrorResult TooManyStreams() => ApiErrors.Unavailable("Too many streams are being watched; try again shortly.");

    public static ApiErrorResult NothingStored(string recordingId) => ApiErrors.NotFound($"The recording '{recordingId}' has nothing to play.");

    public static ApiErrorResult MediaNotFound() => ApiErrors.NotFound("The stream does not have this media, or no longer has it.");
}
