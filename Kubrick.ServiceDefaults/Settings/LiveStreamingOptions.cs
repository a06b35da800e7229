namespace Kubrick.ServiceDefaults.Settings;

/// <summary>Whether live streaming is offered (section <c>LiveStreaming</c>); set it alike for all services.</summary>
public sealed class LiveStreamingOptions
{
    /// <summary>The section.</summary>
    public const string Section = "LiveStreaming";

    /// <summary>Whether live streaming is offered (<c>LIVE_STREAMING_ENABLED</c>).</summary>
    public bool Enabled { get; set; } = true;
}
