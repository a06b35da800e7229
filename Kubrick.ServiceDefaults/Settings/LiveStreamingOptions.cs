namespace Kubrick.ServiceDefaults.Settings;

/// <summary>Whether the product offers live streaming (section <c>LiveStreaming</c>): the same answer in every service that has to know.</summary>
public sealed class LiveStreamingOptions
{
    /// <summary>The section.</summary>
    public const string Section = "LiveStreaming";

    /// <summary>Whether it is offered (<c>LIVE_STREAMING_ENABLED</c>).</summary>
    public bool Enabled { get; set; } = true;
}
