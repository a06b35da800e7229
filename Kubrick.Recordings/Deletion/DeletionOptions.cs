using System.ComponentModel.DataAnnotations;

namespace Kubrick.Recordings.Deletion;

/// <summary>How deletions are carried out (section <c>Deletion</c>).</summary>
internal sealed class DeletionOptions
{
    /// <summary>How long a request waits for the storage before the background job takes over.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00", ErrorMessage = "Deletion__RequestTimeout must be from 10 ms to 1 min.")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the background job searches for due deletions.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "1.00:00:00", ErrorMessage = "Deletion__PollInterval must be from 50 ms to 1 day.")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The delay after a failure of the storage; doubles with every further failure, up to an hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00", ErrorMessage = "Deletion__RetryDelay must be from 10 ms to 1 h.")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long after the expiry of the last write URL the objects are removed again. An expired URL starts no PUT, but a slow PUT that started before
    /// can still complete.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00", ErrorMessage = "Deletion__FinalSweepDelay must be from 0 to 30 days.")]
    public TimeSpan FinalSweepDelay { get; set; } = TimeSpan.FromHours(12);
}
