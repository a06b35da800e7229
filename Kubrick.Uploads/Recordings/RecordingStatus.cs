namespace Kubrick.Uploads.Recordings;

/// <summary>The status of a recording that Uploads acts upon; the others are Recordings' own affair.</summary>
internal static class RecordingStatus
{
    public const string Ready = "ready";
}
