namespace Kubrick.Transcoder;

/// <summary>The container format of segments.</summary>
public enum OutputContainer
{
    /// <summary>Fragmented MP4, in parts and segments.</summary>
    Fmp4,

    /// <summary>MPEG transport stream, in segments only.</summary>
    MpegTs,
}
