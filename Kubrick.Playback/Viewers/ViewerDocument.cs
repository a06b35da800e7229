namespace Kubrick.Playback.Viewers;

/// <summary>Somebody who watches a stream. Times are Unix ms.</summary>
internal sealed class ViewerDocument
{
    /// <summary>The recording's id and the viewer's, with a colon between them.</summary>
    public string Id { get; init; } = "";

    public string RecordingId { get; init; } = "";

    public string ViewerId { get; init; } = "";

    /// <summary>When the viewer is taken for gone, unless heard of again.</summary>
    public long ExpiresAt { get; init; }

    public static string IdOf(string recordingId, string viewerId) => $"{recordingId}:{viewerId}";
}
