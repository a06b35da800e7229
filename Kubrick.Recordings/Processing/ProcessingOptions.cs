using System.ComponentModel.DataAnnotations;

namespace Kubrick.Recordings.Processing;

/// <summary>The search for lost processing requests, and for recordings that were never processed (section <c>Processing</c>).</summary>
internal sealed class ProcessingOptions
{
    /// <summary>How often requests that nobody answers are searched.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "1.00:00:00", ErrorMessage = "Processing__Interval must be from 50 ms to 1 day.")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long nothing was heard of a request before it is sent again.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00", ErrorMessage = "Processing__RepeatAfter must be from 0 to 30 days.")]
    public TimeSpan RepeatAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The most requests that one pass repeats.</summary>
    [Range(1, 10_000, ErrorMessage = "Processing__BatchSize must be from 1 to 10000.")]
    public int BatchSize { get; set; } = 100;

    /// <summary>Whether recordings that were stored before recordings were processed are processed, when the workers have nothing else to do.</summary>
    public bool Backfill { get; set; } = true;

    /// <summary>How often such recordings are searched.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "1.00:00:00", ErrorMessage = "Processing__BackfillInterval must be from 50 ms to 1 day.")]
    public TimeSpan BackfillInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The most such recordings that wait or are processed at once.</summary>
    [Range(1, 100, ErrorMessage = "Processing__BackfillBatchSize must be from 1 to 100.")]
    public int BackfillBatchSize { get; set; } = 1;
}
