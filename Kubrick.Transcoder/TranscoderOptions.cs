using System.ComponentModel.DataAnnotations;

namespace Kubrick.Transcoder;

/// <summary>The section <c>Transcoder</c> of the configuration.</summary>
public sealed class TranscoderOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "Transcoder";

    private static readonly string[] Presets =
        ["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow"];

    /// <summary>How many streams this worker takes at once.</summary>
    public int Slots { get; set; } = 3;

    /// <summary>The FFmpeg program: a path, or a name that is looked up on <c>PATH</c>.</summary>
    public string FFmpegPath { get; set; } = "ffmpeg";

    /// <summary>What the segments are: <c>Fmp4</c>, or <c>MpegTs</c> for players that know nothing else (no parts then, so a higher latency).</summary>
    public OutputContainer Container { get; set; } = OutputContainer.Fmp4;

    /// <summary>How long a segment is, up to the next keyframe; null for 2 s, or 4 s with MPEG-TS.</summary>
    public TimeSpan? SegmentDuration { get; set; }

    /// <summary>
    /// How long a part is. 0.2 s is 6 frames at 30 a second: the parts of a recorder's 1 s between keyframes come out even, and a viewer is 0.1 s closer than with a third of a second.
    /// </summary>
    public TimeSpan PartDuration { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How many segments the stored playlist lists while the stream runs.</summary>
    public int Window { get; set; } = 5;

    /// <summary>x264's preset: slower ones make better pictures of the same size.</summary>
    public string Preset { get; set; } = "veryfast";

    /// <summary>Passes H.264 on as it is, at a tenth of the work; otherwise it is encoded again.</summary>
    public bool CopyH264 { get; set; } = true;

    /// <summary>
    /// The most pixels that a recorder's picture may have: a header of a few bytes could otherwise have gigabytes allocated. 4096 x 2304, unless said otherwise.
    /// </summary>
    public int MaxPixels { get; set; } = 4096 * 2304;

    /// <summary>
    /// How many bytes of each stream may wait in memory for a slow storage before viewers wait with them. 40 MiB is two minutes of 720p, as long as the storage
    /// may fail at all, and less than the part log keeps.
    /// </summary>
    public long StorageBufferBytes { get; set; } = 40 << 20;

    /// <summary>How long a stream without a publisher waits for one before it ends.</summary>
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after a stream's first byte its first part may take: until then nothing was ever made of it, and it fails.</summary>
    public TimeSpan FirstPartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a publisher who is connected may send nothing, as a recorder that was paused does, before the stream is brought to its normal end.</summary>
    public TimeSpan SilenceTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>FFmpeg is started again when so much input brought no output.</summary>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the storage may fail before the stream does.</summary>
    public TimeSpan StorageTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the logs of a stream that is over are kept for viewers who are still reading them.</summary>
    public TimeSpan RemovalDelay { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a segment is, whatever was set.</summary>
    internal TimeSpan EffectiveSegmentDuration => SegmentDuration ?? TimeSpan.FromSeconds(Container == OutputContainer.MpegTs ? 4 : 2);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Slots is < 1 or > 100)
        {
            yield return Wrong(nameof(Slots), "must be from 1 to 100");
        }

        if (string.IsNullOrWhiteSpace(FFmpegPath))
        {
            yield return Wrong(nameof(FFmpegPath), "must name the FFmpeg program");
        }

        if (!Enum.IsDefined(Container))
        {
            yield return Wrong(nameof(Container), "must be 'Fmp4' or 'MpegTs'");
        }

        if (EffectiveSegmentDuration < TimeSpan.FromSeconds(1) || EffectiveSegmentDuration > TimeSpan.FromSeconds(20))
        {
            yield return Wrong(nameof(SegmentDuration), "must be from 1 to 20 seconds");
        }

        if (PartDuration < TimeSpan.FromMilliseconds(100) || PartDuration > EffectiveSegmentDuration / 2)
        {
            yield return Wrong(nameof(PartDuration), "must be from 100 ms to half of a segment");
        }

        if (Window is < 3 or > 1000)
        {
            yield return Wrong(nameof(Window), "must be from 3 to 1000");
        }

        if (MaxPixels is < 640 * 360 or > 16_384 * 16_384)
        {
            yield return Wrong(nameof(MaxPixels), "must be from 230400 (640 x 360) to 268435456 (16384 x 16384)");
        }

        // The part log keeps 64 MiB: what waits for the storage must be in it still for a worker that goes on.
        if (StorageBufferBytes is < 1 << 20 or > 48 << 20)
        {
            yield return Wrong(nameof(StorageBufferBytes), "must be from 1048576 (1 MiB) to 50331648 (48 MiB)");
        }

        if (!Presets.Contains(Preset))
        {
            yield return Wrong(nameof(Preset), $"must be one of {string.Join(", ", Presets)}");
        }

        if (SilenceTimeout < TimeSpan.FromSeconds(1) || SilenceTimeout > TimeSpan.FromDays(1))
        {
            yield return Wrong(nameof(SilenceTimeout), "must be from 1 second to 1 day");
        }

        foreach (var (name, value) in new[]
                 {
                     (nameof(GracePeriod), GracePeriod), (nameof(FirstPartTimeout), FirstPartTimeout), (nameof(StallTimeout), StallTimeout), (nameof(StorageTimeout), StorageTimeout), (nameof(RemovalDelay), RemovalDelay),
                 })
        {
            if (value < TimeSpan.FromSeconds(1) || value > TimeSpan.FromHours(1))
            {
                yield return Wrong(name, "must be from 1 second to 1 hour");
            }
        }
    }

    private static ValidationResult Wrong(string name, string rule) => new($"{Section}:{name} (environment {Section}__{name}) {rule}.", [name]);
}
