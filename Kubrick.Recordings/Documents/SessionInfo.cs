namespace Kubrick.Recordings.Documents;

/// <summary>The browser of the recorder. The browser reports everything except the address.</summary>
internal sealed record SessionInfo
{
    /// <summary>The address that the server saw; never read from a body.</summary>
    public string? IpAddress { get; init; }

    /// <summary>IANA name of the time zone.</summary>
    public string? Timezone { get; init; }

    /// <summary>Minutes, as <c>Date.getTimezoneOffset()</c> gives them.</summary>
    public long? TimezoneOffset { get; init; }

    public string? BrowserName { get; init; }

    public string? BrowserVersion { get; init; }

    public string? OsName { get; init; }

    public string? OsVersion { get; init; }

    /// <summary>For example <c>1920x1080</c>.</summary>
    public string? ScreenResolution { get; init; }

    public string? Language { get; init; }

    public string? UserAgent { get; init; }

    /// <summary><c>desktop</c>, <c>tablet</c>, <c>mobile</c> or <c>unknown</c>.</summary>
    public string DeviceType { get; init; } = "unknown";
}
