using Kubrick.Recordings.Documents;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Database;

/// <summary>
/// The update from one version of a document to the next. It names only the changed fields, so fields of a newer version of the service, and events that
/// were published in the meantime, are left alone.
/// </summary>
internal static class RecordingUpdate
{
    private static readonly HashSet<string> Guarded = ["_id", "version", "outbox", "updatedAt"];

    /// <summary>The update, which also increments the version; null where nothing changed.</summary>
    public static UpdateDefinition<Recording>? Between(Recording before, Recording after, DateTimeOffset at)
    {
        var old = before.ToBsonDocument();
        var now = after.ToBsonDocument();
        var events = after.Outbox.Skip(before.Outbox.Count).ToList();
        var update = Builders<Recording>.Update;
        var changes = now.Where(field => !Guarded.Contains(field.Name) && (!old.TryGetValue(field.Name, out var value) || value != field.Value))
            .Select(field => update.Set(field.Name, field.Value))
            .Concat(old.Where(field => !Guarded.Contains(field.Name) && !now.Contains(field.Name)).Select(field => update.Unset(field.Name)))
            .ToList();
        if (changes.Count == 0 && events.Count == 0)
        {
            return null;
        }

        changes.Add(update.Inc(recording => recording.Version, 1));
        changes.Add(update.Set(recording => recording.UpdatedAt, at));
        if (events.Count > 0)
        {
            changes.Add(update.PushEach(recording => recording.Outbox, events));
        }

        return update.Combine(changes);
    }
}
