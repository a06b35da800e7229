namespace Kubrick.Recordings.Documents;

/// <summary>An event that stays in its recording's document until the broker has confirmed it.</summary>
internal sealed record OutboxEvent
{
    /// <summary>The message's id: 32 hex digits. Duplicates have the same id.</summary>
    public required string MessageId { get; init; }

    /// <summary>The name of the contract's record (<see cref="OutboxEvents"/>).</summary>
    public required string Type { get; init; }

    /// <summary>The event as JSON.</summary>
    public required string Body { get; init; }

    /// <summary>The trace of its request (W3C Trace Context, <c>traceparent</c>); null outside a trace.</summary>
    public string? TraceParent { get; init; }

    /// <summary>When it happened, in UTC.</summary>
    public required DateTimeOffset At { get; init; }
}
