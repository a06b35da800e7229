using System.ComponentModel.DataAnnotations;

namespace Kubrick.Recordings.Deletion;

/// <summary>How deletions are carried out (section <c>Deletion</c>).</summary>
internal sealed class DeletionOptions
{
    /// <summary>How long a request waits for the storage before the background job takes over.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00", ErrorMessage = "Deletion__Patience must be from 10 ms to 1 min.")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the background job looks for deletions that are due.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "1.00:00:00", ErrorMessage = "Deletion__SearchEvery must be from 50 ms to 1 day.")]
    public TimeSpan SearchEvery { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after a failure the storage is tried again; doubled with every further failure, up to an hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00", ErrorMessage = "Deletion__RetryAfter must be from 10 ms to 1 h.")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long after the last write URL expired the storage is swept once more. An expired URL starts no PUT, but a slow one that began in time
    /// still ends.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00", ErrorMessage = "Deletion__Margin must be from 0 to 30 days.")]
    public TimeSpan Margin { get; set; } = TimeSpan.FromHours(12);
}
