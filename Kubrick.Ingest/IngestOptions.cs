using System.ComponentModel.DataAnnotations;
using System.Numerics;

namespace Kubrick.Ingest;

/// <summary>What one replica takes from recorders (section <c>Ingest</c>).</summary>
internal sealed class IngestOptions : IValidatableObject
{
    public const string Section = "Ingest";

    /// <summary>All steps of a start together, beside the wait for whoever publishes the recording.</summary>
    public static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan PongMargin = TimeSpan.FromSeconds(20);

    /// <summary>A holder that finds its recorder silent needs some time to answer, and to let go.</summary>
    private static readonly TimeSpan LettingGoMargin = TimeSpan.FromSeconds(3);

    /// <summary>Sockets at once on this replica; the next is answered 503 before its handshake.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 5_000;

    /// <summary>The largest binary frame in bytes; a larger one closes the socket with 1009. The broker takes no record over 16 MiB.</summary>
    [Range(1 << 10, 16 << 20)]
    public int MaxFrameBytes { get; set; } = 8 << 20;

    /// <summary>The largest text message in bytes; a larger one is an error.</summary>
    [Range(256, 1 << 20)]
    public int MaxTextBytes { get; set; } = 64 << 10;

    /// <summary>Messages that may wait for one socket to be read; a socket with more is given up.</summary>
    [Range(8, 100_000)]
    public int SendQueue { get; set; } = 256;

    /// <summary>Frames of one recording that the broker has not confirmed; with more the socket is not read.</summary>
    [Range(1, 100_000)]
    public int WindowFrames { get; set; } = 1_024;

    /// <summary>Bytes of one recording that the broker has not confirmed. It has to hold what a recorder sends while the broker restarts.</summary>
    [Range(1 << 10, 1L << 30)]
    public long WindowBytes { get; set; } = 32 << 20;

    /// <summary>Bytes of clients' messages in this process: those being received, and those that the broker has not confirmed. Sockets for which there are none are not read.</summary>
    [Range(4 << 10, 1L << 50)]
    public long MaxBytes { get; set; } = 1L << 30;

    /// <summary>What one message may need of that at once: the buffer that it is received in, and the record for the broker.</summary>
    public long TurnBytes => Math.Max(BitOperations.RoundUpToPowerOf2((uint)MaxFrameBytes), BitOperations.RoundUpToPowerOf2((uint)MaxTextBytes)) + MaxFrameBytes;

    /// <summary>How long a message may take to come in while others wait for the memory that it holds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan FramePatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stream waits for a broker that is away, or confirms nothing, before its socket is closed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:30:00")]
    public TimeSpan BrokerPatience { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// For how long a recorder that publishes may not be heard of (no frame, no answer to a ping) before it gives way to another <c>start</c> of its recording.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:05:00")]
    public TimeSpan SilentAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>For how long nothing may come over a socket that is read, before it is taken for dead and closed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan DeadAfter { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often a socket over which nothing comes is pinged: a client that has nothing to say is to be heard of in time.</summary>
    public TimeSpan PingInterval => SilentAfter * 0.4;

    /// <summary>
    /// How long the WebSocket itself waits for the answer to a ping. The answer lies behind the media, and one message may have to wait for a start, then for memory, and
    /// then for the window: a client must not be taken for dead before these are given up. Where the socket is read, <see cref="DeadAfter"/> counts.
    /// </summary>
    public TimeSpan PongPatience => (LongestPause > DeadAfter ? LongestPause : DeadAfter) + PongMargin;

    /// <summary>For how long a socket may not be read, because of one message, before it is given up.</summary>
    private TimeSpan LongestPause => TakeoverPatience + StartPatience + (2 * BrokerPatience);

    /// <summary>How long after <c>started</c> the first byte may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan FirstMediaPatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a start or stop waits for whoever publishes the recording to answer and to let go of it. Longer than <see cref="SilentAfter"/>: a start waits so long
    /// before the holder knows that its recorder is silent.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan TakeoverPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often Playback is asked whether a stream that is being stopped is over, in case its event got lost.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan OutcomeCheck { get; set; } = TimeSpan.FromSeconds(5);

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

        if (TakeoverPatience < SilentAfter + LettingGoMargin)
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(TakeoverPatience)} (environment {Section}__{nameof(TakeoverPatience)}) must be at least {nameof(SilentAfter)} and {LettingGoMargin.TotalSeconds} s more.",
                [nameof(TakeoverPatience)]);
        }
    }
}
