using System.ComponentModel.DataAnnotations;

namespace Kubrick.Recordings.Filling;

/// <summary>The fill-in of documents of other versions and of the first system (section <c>Filling</c>).</summary>
internal sealed class FillingOptions
{
    /// <summary>How often a replica checks whether there are documents to fill in.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "1.00:00:00", ErrorMessage = "Filling__Interval must be from 50 ms to 1 day.")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The documents of one batch.</summary>
    [Range(1, 10_000, ErrorMessage = "Filling__BatchSize must be from 1 to 10000.")]
    public int BatchSize { get; set; } = 200;

    /// <summary>The pause after a batch, which leaves the database to the requests.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ErrorMessage = "Filling__Pause must be from 0 to 1 min.")]
    public TimeSpan Pause { get; set; } = TimeSpan.FromMilliseconds(100);
}
