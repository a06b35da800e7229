using System.Globalization;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Database;

/// <summary>The sequence numbers of storage keys, from one counter document per UTC day. They may have gaps.</summary>
internal sealed class DailySequence(IMongoDatabase database)
{
    private const int MaxAttempts = 5;

    private readonly IMongoCollection<BsonDocument> counters = database.GetCollection<BsonDocument>("counters");

    /// <summary>The next number of the day, from 1. No two calls get the same number.</summary>
    public async Task<int> NextAsync(DateTimeOffset day, CancellationToken cancellationToken)
    {
        var id = "recordings/" + day.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var options = new FindOneAndUpdateOptions<BsonDocument> { IsUpsert = true, ReturnDocument = ReturnDocument.After };
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var counter = await counters.FindOneAndUpdateAsync<BsonDocument>(
                    Builders<BsonDocument>.Filter.Eq("_id", id), Builders<BsonDocument>.Update.Inc("last", 1), options, cancellationToken);
                return counter["last"].ToInt32();
            }
            catch (MongoCommandException exception) when (exception.Code == 11000 && attempt < MaxAttempts)
            {
                // Two replicas created the day's document at the same moment; the next attempt finds it.
            }
        }
    }
}
