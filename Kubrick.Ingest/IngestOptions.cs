using System.ComponentModel.DataAnnotations;

namespace Kubrick.Ingest;

/// <summary>What one replica takes from recorders (section <c>Ingest</c>).</summary>
internal sealed class IngestOptions
{
    public const string Section = "Ingest";

    private static readonly TimeSpan PongMargin = TimeSpan.FromSeconds(20);

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

    /// <summary>How long a stream waits for a broker that is away, or confirms nothing, before its socket is closed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:30:00")]
    public TimeSpan BrokerPatience { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a client's answer to a ping may take. While the window is full nothing is read, and the answer lies behind the media: a client must not be taken
    /// for dead before the broker is given up.
    /// </summary>
    public TimeSpan PongPatience => BrokerPatience + PongMargin;

    /// <summary>How long after <c>started</c> the first byte may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan FirstMediaPatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a start or stop waits for whoever publishes the recording to answer and to let go of it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan TakeoverPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often Playback is asked whether a stream that is being stopped is over, in case its event got lost.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan OutcomeCheck { get; set; } = TimeSpan.FromSeconds(5);
}
