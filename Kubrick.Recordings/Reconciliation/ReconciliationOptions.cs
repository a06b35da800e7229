using System.ComponentModel.DataAnnotations;

namespace Kubrick.Recordings.Reconciliation;

/// <summary>The search for unfinished uploads and streams (section <c>Reconciliation</c>).</summary>
internal sealed class ReconciliationOptions
{
    /// <summary>The time between two passes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "1.00:00:00", ErrorMessage = "Reconciliation__Interval must be from 50 ms to 1 day.")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a recording has not changed before it is checked.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00", ErrorMessage = "Reconciliation__StuckAfter must be from 0 to 30 days.")]
    public TimeSpan StuckAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long the client of a chunked upload gives no sign of life before the upload is completed with what arrived. A day: a laptop that sleeps overnight
    /// returns in time, and continues by itself.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00", ErrorMessage = "Reconciliation__AbandonedAfter must be from 1 s to 30 days.")]
    public TimeSpan AbandonedAfter { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The most recordings that one pass checks.</summary>
    [Range(1, 10_000, ErrorMessage = "Reconciliation__BatchSize must be from 1 to 10000.")]
    public int BatchSize { get; set; } = 200;
}
