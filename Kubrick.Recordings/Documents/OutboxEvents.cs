using System.Collections.Frozen;
using System.Diagnostics;
using System.Text.Json;
using Kubrick.Contracts.Processing;
using Kubrick.Contracts.Recordings;

namespace Kubrick.Recordings.Documents;

/// <summary>Converts events to and from their stored form. The names are stored, so a renamed contract keeps its old name here.</summary>
internal static class OutboxEvents
{
    private static readonly FrozenDictionary<string, Type> Types = new[] { typeof(RecordingCreated), typeof(RecordingRenamed), typeof(RecordingStatusChanged), typeof(RecordingDeleted), typeof(ProcessingRequested) }
        .ToFrozenDictionary(type => type.Name);

    public static OutboxEvent Pack<TEvent>(TEvent happened, DateTimeOffset at)
        where TEvent : class => new()
        {
            MessageId = Guid.NewGuid().ToString("N"),
            Type = Types.ContainsKey(typeof(TEvent).Name) ? typeof(TEvent).Name : throw new ArgumentException($"{typeof(TEvent).Name} is not an event of the outbox.", nameof(happened)),
            Body = JsonSerializer.Serialize(happened),
            TraceParent = Activity.Current?.Id,
            At = at,
        };

    /// <summary>The event; null where a newer version of the service stored it, which will publish it.</summary>
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
