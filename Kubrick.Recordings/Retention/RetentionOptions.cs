using System.ComponentModel.DataAnnotations;

namespace Kubrick.Recordings.Retention;

/// <summary>How long recordings are kept (section <c>Retention</c>).</summary>
internal sealed class RetentionOptions
{
    /// <summary>Days after its creation when a recording is deleted; 0 keeps everything.</summary>
    [Range(0, 36_500, ErrorMessage = "Retention__Days must be from 0 (off) to 36500.")]
    public int Days { get; set; }

    /// <summary>How long recordings show their expiry before the first deletion after retention was enabled or shortened.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00", ErrorMessage = "Retention__Grace must be from 0 to 365 days.")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The time between two passes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "12:00:00", ErrorMessage = "Retention__Interval must be from 50 ms to 12 h.")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The most recordings that one pass deletes.</summary>
    [Range(1, 10_000, ErrorMessage = "Retention__BatchSize must be from 1 to 10000.")]
    public int BatchSize { get; set; } = 100;
}
