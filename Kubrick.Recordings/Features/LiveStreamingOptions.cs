namespace Kubrick.Recordings.Features;

/// <summary>Live streaming (section <c>LiveStreaming</c>).</summary>
internal sealed class LiveStreamingOptions
{
    /// <summary>Whether it is offered (<c>LIVE_STREAMING_ENABLED</c>).</summary>
    public bool Enabled { get; set; }
}
