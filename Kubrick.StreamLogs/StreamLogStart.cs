using RabbitMQ.Client;

namespace Kubrick.StreamLogs;

/// <summary>Where a reader starts in a log.</summary>
public readonly record struct StreamLogStart
{
    private StreamLogStart(object value) => Value = value;

    /// <summary>At the oldest record that is kept.</summary>
    public static StreamLogStart First { get; } = new("first");

    /// <summary>At the last batch that the broker wrote: the newest record is among the first that are read.</summary>
    public static StreamLogStart Last { get; } = new("last");

    internal object Value { get; }

    /// <summary>At a record's offset.</summary>
    public static StreamLogStart At(long offset) => new(offset);

    /// <summary>At the batch that was written at that time, to the second; it may include earlier records.</summary>
    public static StreamLogStart Since(DateTimeOffset time) => new(new AmqpTimestamp(time.ToUnixTimeSeconds()));
}
