namespace Kubrick.Playback.Viewers;

/// <summary>A viewer of a stream. Times are Unix ms.</summary>
internal sealed class ViewerDocument
{
    /// <summary>The recording's id and the viewer's, separated by a colon.</summary>
    public string Id { get; init; } = "";

    public string RecordingId { get; init; } = "";

    public string ViewerId { get; init; } = "";

    /// <summary>When the viewer stops counting, unless it renews.</summary>
    public long ExpiresAt { get; init; }

    public static string IdOf(string recordingId, string viewerId) => $"{recordingId}:{viewerId}";
}
