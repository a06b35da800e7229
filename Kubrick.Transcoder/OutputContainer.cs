namespace Kubrick.Transcoder;

/// <summary>What segments are made as.</summary>
public enum OutputContainer
{
    /// <summary>Fragmented MP4, in parts and segments.</summary>
    Fmp4,

    /// <summary>MPEG transport stream, in segments only.</summary>
    MpegTs,
}
