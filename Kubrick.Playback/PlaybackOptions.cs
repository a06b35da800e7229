using System.ComponentModel.DataAnnotations;

namespace Kubrick.Playback;

/// <summary>The section <c>Playback</c>.</summary>
internal sealed class PlaybackOptions : IValidatableObject
{
    public const string Section = "Playback";

    /// <summary>Segments in a live playlist.</summary>
    [Range(3, 1000)]
    public int Window { get; set; } = 30;

    /// <summary>Segments that a window keeps at most while the storage lags behind.</summary>
    [Range(3, 2000)]
    public int MaxWindow { get; set; } = 90;

    /// <summary>Media of one stream in memory, in bytes.</summary>
    [Range(1 << 20, 1L << 34)]
    public long MaxStreamBytes { get; set; } = 96L << 20;

    /// <summary>Media of all streams in memory, in bytes. Near the limit windows keep the bytes of the newest seconds only; beyond it no further stream is attached.</summary>
    [Range(1 << 20, 1L << 40)]
    public long MaxBytes { get; set; } = 512L << 20;

    /// <summary>Streams attached to this replica at the same time.</summary>
    [Range(1, 100_000)]
    public int MaxStreams { get; set; } = 500;

    /// <summary>How long a stream without requests stays attached.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a request waits for the window of a newly attached stream to catch up with the log.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan AttachTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary><c>EXT-X-TARGETDURATION</c>, in seconds: no segment is longer, rounded.</summary>
    [Range(1, 60)]
    public int TargetDuration { get; set; } = 3;

    /// <summary>Whole segments before a stream is offered: players reject a playlist without any.</summary>
    [Range(1, 10)]
    public int PlayableSegments { get; set; } = 1;

    /// <summary>Requests of one stream that wait for media at the same time.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaitersPerStream { get; set; } = 5_000;

    /// <summary>Requests of all streams that wait for media at the same time.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaiters { get; set; } = 20_000;

    /// <summary>How long a viewer counts after its last request.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ViewerLifetime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often expired viewers are removed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan ViewerSweepInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Viewers of one stream that are counted. More may watch.</summary>
    [Range(1, 10_000_000)]
    public int MaxViewers { get; set; } = 100_000;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MaxWindow < Window)
        {
            yield return new ValidationResult($"Playback__MaxWindow is {MaxWindow}, but must be at least Playback__Window ({Window}).");
        }
    }
}
