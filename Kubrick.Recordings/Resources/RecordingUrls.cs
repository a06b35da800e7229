namespace Kubrick.Recordings.Resources;

/// <summary>The signed URLs of a recording's objects; null for what is not stored, or cannot be signed. Relative with the provider <c>local</c>.</summary>
internal sealed record RecordingUrls(Uri? Video, Uri? Original, Uri? Thumbnail, Uri? Mp4, Uri? Waveform)
{
    public static readonly RecordingUrls None = new(null, null, null, null, null);
}
