namespace Kubrick.Recordings.Documents;

/// <summary>The quality presets of the recorder.</summary>
internal static class VideoQualities
{
    public const string Default = "720p";

    public static readonly IReadOnlyList<string> All = ["480p", "720p", "1080p"];
}
