using System.Collections.Frozen;
using System.Diagnostics;
using System.Text.Json;
using Kubrick.Contracts.Recordings;

namespace Kubrick.Recordings.Documents;

/// <summary>Packs events into documents and unpacks them. Names are stored, so a contract that is renamed keeps its old name here.</summary>
internal static class OutboxEvents
{
    private static readonly FrozenDictionary<string, Type> Types = new[] { typeof(RecordingCreated), typeof(RecordingRenamed), typeof(RecordingStatusChanged), typeof(RecordingDeleted) }
        .ToFrozenDictionary(type => type.Name);

    public static OutboxEvent Pack<TEvent>(TEvent happened, DateTimeOffset at)
        where TEvent : class => new()
        {
            MessageId = Guid.NewGuid().ToString("N"),
            Type = Types.ContainsKey(typeof(TEvent).Name) ? typeof(TEvent).Name : throw new ArgumentException($"{typeof(TEvent).Name} is no event of the outbox.", nameof(happened)),
            Body = JsonSerializer.Serialize(happened),
            TraceParent = Activity.Current?.Id,
            At = at,
        };

    /// <summary>The event; null where this version cannot read it: a newer one stored it, and will publish it.</summary>
    public static object? Unpack(OutboxEvent packed)
    {
        try
        {
            return Types.TryGetValue(packed.Type, out var type) ? JsonSerializer.Deserialize(packed.Body, type) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
