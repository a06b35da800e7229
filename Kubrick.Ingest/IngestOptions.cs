using System.ComponentModel.DataAnnotations;
using System.Numerics;

namespace Kubrick.Ingest;

/// <summary>The limits and timeouts of one replica (section <c>Ingest</c>).</summary>
internal sealed class IngestOptions : IValidatableObject
{
    public const string Section = "Ingest";

    /// <summary>Bounds all steps of a start together, except the wait for the current publisher.</summary>
    public static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan PongMargin = TimeSpan.FromSeconds(20);

    /// <summary>A publisher whose recorder is silent needs some time to reply and to release its lease.</summary>
    private static readonly TimeSpan ReleaseMargin = TimeSpan.FromSeconds(3);

    /// <summary>Sockets at once on this replica; the next is answered 503 before its handshake.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 5_000;

    /// <summary>The largest binary frame in bytes; a larger one closes the socket with 1009. The broker accepts no record over 16 MiB.</summary>
    [Range(1 << 10, 16 << 20)]
    public int MaxFrameBytes { get; set; } = 8 << 20;

    /// <summary>The largest text message in bytes; a larger one is an error. A <c>stop</c> may report 1,000 pauses, of some 100 bytes each.</summary>
    [Range(256, 1 << 20)]
    public int MaxTextBytes { get; set; } = 128 << 10;

    /// <summary>Messages that may wait for one client to read them; a socket with more is abandoned.</summary>
    [Range(8, 100_000)]
    public int SendQueue { get; set; } = 256;

    /// <summary>Frames of one recording that the broker has not confirmed; with more the socket is not read.</summary>
    [Range(1, 100_000)]
    public int MaxUnconfirmedFrames { get; set; } = 1_024;

    /// <summary>Bytes of one recording that the broker has not confirmed. Should cover what a recorder sends while the broker restarts.</summary>
    [Range(1 << 10, 1L << 30)]
    public long MaxUnconfirmedBytes { get; set; } = 32 << 20;

    /// <summary>Bytes of clients' messages in this process: those being received, and those that the broker has not confirmed. When it is exhausted sockets are not read.</summary>
    [Range(4 << 10, 1L << 50)]
    public long MaxBytes { get; set; } = 1L << 30;

    /// <summary>The most that one message needs of that at once: its receive buffer, and its record for the broker.</summary>
    public long TurnBytes => Math.Max(BitOperations.RoundUpToPowerOf2((uint)MaxFrameBytes), BitOperations.RoundUpToPowerOf2((uint)MaxTextBytes)) + MaxFrameBytes;

    /// <summary>How long a message may take to arrive while other sockets wait for memory.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan FrameTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stream waits for a broker that is unavailable or confirms nothing, before its socket is closed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:30:00")]
    public TimeSpan BrokerTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a recorder that publishes may be silent (no frame, no pong) before another <c>start</c> of its recording may take the stream.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:05:00")]
    public TimeSpan SilentAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a socket that is read may be silent before it is closed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan DeadAfter { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often a silent socket is pinged, so that a client that has nothing to send is heard in time.</summary>
    public TimeSpan PingInterval => SilentAfter * 0.4;

    /// <summary>
    /// How long the WebSocket itself waits for a pong. A pong arrives after the media before it, and one message may wait for a start, then for memory, and then for the
    /// broker: the client must not count as dead before these have timed out. While the socket is read, <see cref="DeadAfter"/> applies.
    /// </summary>
    public TimeSpan PongTimeout => (LongestPause > DeadAfter ? LongestPause : DeadAfter) + PongMargin;

    /// <summary>How long one message may keep the socket from being read.</summary>
    private TimeSpan LongestPause => TakeoverTimeout + StartTimeout + (2 * BrokerTimeout);

    /// <summary>How long the first media may take after <c>started</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan FirstMediaTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long media is accepted after <c>stop</c>. Clients of version 1 stop their MediaRecorder after they sent it, so its last chunk follows.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan LastChunkWindow { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// How long a start or stop waits until the current publisher of the recording replies and releases its lease. Longer than <see cref="SilentAfter"/>, which a start waits
    /// before the publisher finds its recorder silent.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan TakeoverTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often Playback is polled for the result of a stream that is being stopped, because its event may be lost.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan ResultCheckInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the end of a stream is not announced while its recording does not show it, because Recordings is away or behind.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan RecordingTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MaxBytes < 2 * TurnBytes)
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(MaxBytes)} (environment {Section}__{nameof(MaxBytes)}) must be at least {2 * TurnBytes} with frames of {MaxFrameBytes} bytes.", [nameof(MaxBytes)]);
        }

        if (DeadAfter < SilentAfter)
        {
            yield return new ValidationResult($"{Section}:{nameof(DeadAfter)} (environment {Section}__{nameof(DeadAfter)}) must be no less than {nameof(SilentAfter)}.", [nameof(DeadAfter)]);
        }

        if (TakeoverTimeout < SilentAfter + ReleaseMargin)
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(TakeoverTimeout)} (environment {Section}__{nameof(TakeoverTimeout)}) must be at least {nameof(SilentAfter)} and {ReleaseMargin.TotalSeconds} s more.",
                [nameof(TakeoverTimeout)]);
        }
    }
}
