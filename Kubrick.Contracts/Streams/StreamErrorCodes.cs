namespace Kubrick.Contracts.Streams;

/// <summary>Why a stream failed.</summary>
public static class StreamErrorCodes
{
    /// <summary>No byte came.</summary>
    public const string NoMedia = "NO_MEDIA";

    /// <summary>The bytes are neither WebM/Matroska nor MP4, or hold nothing that can be played.</summary>
    public const string InvalidMedia = "INVALID_MEDIA";

    /// <summary>The transcoder failed again and again on these bytes.</summary>
    public const string TranscodingFailed = "TRANSCODING_FAILED";

    /// <summary>What was transcoded could not be stored.</summary>
    public const string StorageFailed = "STORAGE_FAILED";
}
