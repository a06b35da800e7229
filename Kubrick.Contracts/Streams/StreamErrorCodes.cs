namespace Kubrick.Contracts.Streams;

/// <summary>The reasons why a stream fails.</summary>
public static class StreamErrorCodes
{
    /// <summary>No bytes were received.</summary>
    public const string NoMedia = "NO_MEDIA";

    /// <summary>The bytes are neither WebM/Matroska nor MP4, or contain nothing playable.</summary>
    public const string InvalidMedia = "INVALID_MEDIA";

    /// <summary>The transcoder failed repeatedly on these bytes.</summary>
    public const string TranscodingFailed = "TRANSCODING_FAILED";

    /// <summary>The transcoded media could not be stored.</summary>
    public const string StorageFailed = "STORAGE_FAILED";
}
