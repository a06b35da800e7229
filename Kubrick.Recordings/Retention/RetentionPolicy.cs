using Kubrick.Recordings.Documents;
using Microsoft.Extensions.Options;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Retention;

/// <summary>The retention in force: reads and stores the schedule, and answers when a recording expires.</summary>
internal sealed class RetentionPolicy(IMongoDatabase database, IOptions<RetentionOptions> options)
{
    public const string Collection = "retention";
    private const string Id = "recordings";

    private readonly IMongoCollection<BsonDocument> schedules = database.GetCollection<BsonDocument>(Collection);

    // Until the first pass, recordings show what the settings say.
    private volatile RetentionSchedule schedule = new(options.Value.Days, DateTimeOffset.MinValue, DateTimeOffset.MinValue);

    /// <summary>When retention deletes a recording; null where it does not.</summary>
    public DateTimeOffset? ExpiryOf(Recording recording) => recording.LegalHold ? null : schedule.ExpiryOf(recording.CreatedAt);

    /// <summary>Advances the shared schedule by one pass.</summary>
    public async Task<RetentionSchedule> AdvanceAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var filter = Builders<BsonDocument>.Filter.Eq("_id", Id);
        var stored = await schedules.Find(filter).FirstOrDefaultAsync(cancellationToken);
        var next = RetentionSchedule.Next(Read(stored), options.Value.Days, options.Value.Grace, now);
        var update = Builders<BsonDocument>.Update
            .Set("days", next.Days)
            .Set("deletesFrom", next.DeletesFrom.UtcDateTime)
            .Set("seenAt", next.SeenAt.UtcDateTime);
        await schedules.UpdateOneAsync(filter, update, new UpdateOptions { IsUpsert = true }, cancellationToken);
        schedule = next;
        return next;
    }

    // A damaged document counts as none, which starts the grace period.
    private static RetentionSchedule? Read(BsonDocument? stored) =>
        stored?.GetValue("days", BsonNull.Value) is BsonInt32 days
        && stored.GetValue("deletesFrom", BsonNull.Value) is BsonDateTime deletesFrom
        && stored.GetValue("seenAt", BsonNull.Value) is BsonDateTime seenAt
            ? new RetentionSchedule(days.Value, deletesFrom.ToUniversalTime(), seenAt.ToUniversalTime())
            : null;
}
