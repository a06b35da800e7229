namespace Kubrick.Recordings.Documents;

/// <summary>The properties of the media, probed in processing; its duration is the recording's.</summary>
internal sealed record MediaProperties
{
    /// <summary>Pixels; null without video.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels; null without video.</summary>
    public int? Height { get; init; }

    /// <summary>Null without video.</summary>
    public string? VideoCodec { get; init; }

    /// <summary>Null without audio.</summary>
    public string? AudioCodec { get; init; }
}
