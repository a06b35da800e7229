using System.ComponentModel.DataAnnotations;

namespace Kubrick.Playback;

/// <summary>The section <c>Playback</c>.</summary>
internal sealed class PlaybackOptions : IValidatableObject
{
    public const string Section = "Playback";

    /// <summary>Segments that a live playlist lists.</summary>
    [Range(3, 1000)]
    public int Window { get; set; } = 30;

    /// <summary>Segments that stay in the window although the storage does not have them yet.</summary>
    [Range(3, 2000)]
    public int MaxWindow { get; set; } = 90;

    /// <summary>Media in memory of one stream, in bytes.</summary>
    [Range(1 << 20, 1L << 34)]
    public long MaxStreamBytes { get; set; } = 96L << 20;

    /// <summary>Media in memory of all streams, in bytes: beyond it windows keep only the newest seconds, and no further stream is taken in.</summary>
    [Range(1 << 20, 1L << 40)]
    public long MaxBytes { get; set; } = 512L << 20;

    /// <summary>Streams that this replica may have attached at once.</summary>
    [Range(1, 100_000)]
    public int MaxStreams { get; set; } = 500;

    /// <summary>How long nobody asks for a stream until its window goes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IdleAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a request waits until the window of a stream that was just attached has caught up.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan AttachPatience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary><c>EXT-X-TARGETDURATION</c>, in seconds: no segment is longer, rounded.</summary>
    [Range(1, 60)]
    public int TargetDuration { get; set; } = 3;

    /// <summary>Whole segments that must be there before a stream is offered: players take a playlist without any for an error.</summary>
    [Range(1, 10)]
    public int PlayableSegments { get; set; } = 1;

    /// <summary>Requests of one stream that may wait for media at once.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaitersPerStream { get; set; } = 5_000;

    /// <summary>Requests of all streams that may wait for media at once.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaiters { get; set; } = 20_000;

    /// <summary>How long a viewer counts after it was last heard of.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ViewerLifetime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often viewers that did not renew are looked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan ViewerSweep { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Viewers of one stream that are counted; those who come later watch without being counted.</summary>
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
