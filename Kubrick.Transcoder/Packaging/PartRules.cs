namespace Kubrick.Transcoder.Packaging;

/// <summary>
/// How long parts are. None may be longer than the part target, and none but a segment's last shorter than 85 % of it (RFC 8216bis, 4.4.4.9). A part is told of as soon as
/// it is long enough, and what it is made of is so short that it is not too long then: whatever the frame rate, and wherever keyframes lie.
/// </summary>
/// <param name="Duration">How long a part is meant to be.</param>
internal sealed record PartRules(TimeSpan Duration)
{
    /// <summary>A part is long enough, in µs. A little less than was meant: times are rounded to milliseconds, and a part must not wait for one frame more because of that.</summary>
    public long EnoughUs { get; } = (long)(Duration.TotalMicroseconds * 0.98);

    /// <summary><c>PART-TARGET</c>, in µs; whole milliseconds.</summary>
    public long TargetUs => EnoughUs * 100 / 85 / 1000 * 1000;

    /// <summary>How long one of FFmpeg's fragments is at least, in µs: one frame at 30 a second and less.</summary>
    public long FragmentUs => EnoughUs * 15 / 100;
}
