namespace Kubrick.Recordings.Documents;

/// <summary>An event that waits in its recording's document until the broker has confirmed it.</summary>
internal sealed record OutboxEvent
{
    /// <summary>The message's id: 32 hex digits. A consumer may know a duplicate by it.</summary>
    public required string MessageId { get; init; }

    /// <summary>The contract's name, see <see cref="OutboxEvents"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The event as JSON.</summary>
    public required string Body { get; init; }

    /// <summary>The trace that it happened in (W3C Trace Context, <c>traceparent</c>); null outside of a trace.</summary>
    public string? TraceParent { get; init; }

    /// <summary>When it happened, in UTC.</summary>
    public required DateTimeOffset At { get; init; }
}
