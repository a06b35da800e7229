using System.ComponentModel.DataAnnotations;

namespace Kubrick.Transcoder;

/// <summary>The section <c>Transcoder</c> of the configuration.</summary>
public sealed class TranscoderOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "Transcoder";

    private static readonly string[] Presets =
        ["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow"];

    /// <summary>How many streams this worker transcodes at once.</summary>
    public int Slots { get; set; } = 3;

    /// <summary>The FFmpeg program: a path, or a name that is looked up on <c>PATH</c>.</summary>
    public string FFmpegPath { get; set; } = "ffmpeg";

    /// <summary>The ffprobe program: a path or a name; null for the one beside <see cref="FFmpegPath"/>, or else <c>ffprobe</c> on <c>PATH</c>.</summary>
    public string? FFprobePath { get; set; }

    /// <summary>The segments' format: <c>Fmp4</c>, or <c>MpegTs</c> for players that support nothing else (without parts, so with a higher latency).</summary>
    public OutputContainer Container { get; set; } = OutputContainer.Fmp4;

    /// <summary>The minimum duration of a segment, which ends at the next keyframe; null for 2 s, or 4 s with MPEG-TS.</summary>
    public TimeSpan? SegmentDuration { get; set; }

    /// <summary>
    /// How long a part is. 0.2 s is 6 frames at 30 per second, which divides a recorder's 1 s between keyframes evenly and saves 0.1 s of latency over a third of a second.
    /// </summary>
    public TimeSpan PartDuration { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How many segments the stored playlist of a running stream lists.</summary>
    public int Window { get; set; } = 5;

    /// <summary>x264's preset: a slower one gives better quality at the same bit rate.</summary>
    public string Preset { get; set; } = "veryfast";

    /// <summary>Whether H.264 is copied, for a tenth of the work, instead of transcoded.</summary>
    public bool CopyH264 { get; set; } = true;

    /// <summary>
    /// The most pixels that a recorder's video may have: a header of a few bytes could otherwise cause an allocation of gigabytes. 4096 x 2304 by default.
    /// </summary>
    public int MaxPixels { get; set; } = 4096 * 2304;

    /// <summary>
    /// How many bytes of each stream are buffered in memory for a slow storage before viewers wait, too. 40 MiB is two minutes of 720p, which is the storage timeout, and less than
    /// the part log keeps.
    /// </summary>
    public long StorageBufferBytes { get; set; } = 40 << 20;

    /// <summary>How long a stream waits for its publisher to reconnect before it ends.</summary>
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after a stream's first byte its first part may take before the stream fails.</summary>
    public TimeSpan FirstPartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connected publisher may send nothing, as a paused recorder does, before the stream ends normally.</summary>
    public TimeSpan SilenceTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long FFmpeg may take input without output before it is restarted.</summary>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the storage may fail before the stream does.</summary>
    public TimeSpan StorageTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the logs of a stream that is over are kept for viewers that still read them.</summary>
    public TimeSpan RemovalDelay { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The minimum duration of a segment, with its default.</summary>
    internal TimeSpan EffectiveSegmentDuration => SegmentDuration ?? TimeSpan.FromSeconds(Container == OutputContainer.MpegTs ? 4 : 2);

    /// <summary>The ffprobe program, with its default.</summary>
    internal string EffectiveFFprobePath => !string.IsNullOrWhiteSpace(FFprobePath) ? FFprobePath
        : Path.GetDirectoryName(FFmpegPath) is { Length: > 0 } folder && Path.Combine(folder, "ffprobe") is var sibling && File.Exists(sibling) ? sibling
        : "ffprobe";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Slots is < 1 or > 100)
        {
            yield return Invalid(nameof(Slots), "must be from 1 to 100");
        }

        if (string.IsNullOrWhiteSpace(FFmpegPath))
        {
            yield return Invalid(nameof(FFmpegPath), "must name the FFmpeg program");
        }

        if (!Enum.IsDefined(Container))
        {
            yield return Invalid(nameof(Container), "must be 'Fmp4' or 'MpegTs'");
        }

        if (EffectiveSegmentDuration < TimeSpan.FromSeconds(1) || EffectiveSegmentDuration > TimeSpan.FromSeconds(20))
        {
            yield return Invalid(nameof(SegmentDuration), "must be from 1 to 20 seconds");
        }

        if (PartDuration < TimeSpan.FromMilliseconds(100) || PartDuration > EffectiveSegmentDuration / 2)
        {
            yield return Invalid(nameof(PartDuration), "must be from 100 ms to half of a segment");
        }

        if (Window is < 3 or > 1000)
        {
            yield return Invalid(nameof(Window), "must be from 3 to 1000");
        }

        if (MaxPixels is < 640 * 360 or > 16_384 * 16_384)
        {
            yield return Invalid(nameof(MaxPixels), "must be from 230400 (640 x 360) to 268435456 (16384 x 16384)");
        }

        // The part log keeps 64 MiB: it must still have what waits for the storage when another worker resumes.
        if (StorageBufferBytes is < 1 << 20 or > 48 << 20)
        {
            yield return Invalid(nameof(StorageBufferBytes), "must be from 1048576 (1 MiB) to 50331648 (48 MiB)");
        }

        if (!Presets.Contains(Preset))
        {
            yield return Invalid(nameof(Preset), $"must be one of {string.Join(", ", Presets)}");
        }

        if (SilenceTimeout < TimeSpan.FromSeconds(1) || SilenceTimeout > TimeSpan.FromDays(1))
        {
            yield return Invalid(nameof(SilenceTimeout), "must be from 1 second to 1 day");
        }

        foreach (var (name, value) in new[]
                 {
                     (nameof(GracePeriod), GracePeriod), (nameof(FirstPartTimeout), FirstPartTimeout), (nameof(StallTimeout), StallTimeout), (nameof(StorageTimeout), StorageTimeout), (nameof(RemovalDelay), RemovalDelay),
                 })
        {
            if (value < TimeSpan.FromSeconds(1) || value > TimeSpan.FromHours(1))
            {
                yield return Invalid(name, "must be from 1 second to 1 hour");
            }
        }
    }

    private static ValidationResult Invalid(string name, string rule) => new($"{Section}:{name} (environment {Section}__{name}) {rule}.", [name]);
}
