using Microsoft.Extensions.Options;
using MongoDB.Driver;

namespace Kubrick.Playback.Viewers;

/// <summary>Keeps who watches which stream. A viewer whose time is over does not count, whether or not it was removed yet.</summary>
internal sealed class ViewerStore(IMongoCollection<ViewerDocument> viewers, TimeProvider clock, IOptions<PlaybackOptions> options)
{
    private static readonly FilterDefinitionBuilder<ViewerDocument> Where = Builders<ViewerDocument>.Filter;

    public Task CreateIndexesAsync(CancellationToken cancellationToken)
    {
        var keys = Builders<ViewerDocument>.IndexKeys;
        return viewers.Indexes.CreateManyAsync(
            [
                // The counts, and the removal of expired viewers.
                new CreateIndexModel<ViewerDocument>(keys.Ascending(viewer => viewer.RecordingId).Ascending(viewer => viewer.ExpiresAt)),
                new CreateIndexModel<ViewerDocument>(keys.Ascending(viewer => viewer.ExpiresAt)),
            ],
            cancellationToken);
    }

    /// <summary>Counts a viewer in, or keeps it counted.</summary>
    /// <returns>Whether it was not there before.</returns>
    public async Task<bool> JoinAsync(string recordingId, string viewerId, CancellationToken cancellationToken)
    {
        var expiresAt = Now() + (long)options.Value.ViewerLifetime.TotalMilliseconds;
        var id = ViewerDocument.IdOf(recordingId, viewerId);
        var renewed = await viewers.UpdateOneAsync(
            Where.Eq(viewer => viewer.Id, id), Builders<ViewerDocument>.Update.Max(viewer => viewer.ExpiresAt, expiresAt), cancellationToken: cancellationToken);
        if (renewed.MatchedCount > 0 || await CountAsync(recordingId, cancellationToken) >= options.Value.MaxViewers)
        {
            return false;
        }

        try
        {
            await viewers.InsertOneAsync(
                new ViewerDocument { Id = id, RecordingId = recordingId, ViewerId = viewerId, ExpiresAt = expiresAt }, cancellationToken: cancellationToken);
            return true;
        }
        catch (MongoWriteException exception) when (exception.WriteError.Category == ServerErrorCategory.DuplicateKey)
        {
            // The same viewer joined at the same moment, perhaps on another replica: that one counts.
            return false;
        }
    }

    /// <summary>Counts a viewer out.</summary>
    /// <returns>Whether it was there.</returns>
    public async Task<bool> LeaveAsync(string recordingId, string viewerId, CancellationToken cancellationToken)
    {
        var id = ViewerDocument.IdOf(recordingId, viewerId);
        return await viewers.FindOneAndDeleteAsync<ViewerDocument>(Where.Eq(viewer => viewer.Id, id), cancellationToken: cancellationToken) is not null;
    }

    /// <summary>Removes one viewer whose time is over; null where there is none. Of several replicas one gets it.</summary>
    public async Task<ViewerDocument?> TakeExpiredAsync(CancellationToken cancellationToken) =>
        await viewers.FindOneAndDeleteAsync<ViewerDocument>(Where.Lte(viewer => viewer.ExpiresAt, Now()), cancellationToken: cancellationToken);

    public Task RemoveAllAsync(string recordingId, CancellationToken cancellationToken) =>
        viewers.DeleteManyAsync(Where.Eq(viewer => viewer.RecordingId, recordingId), cancellationToken);

    /// <summary>How many watch one stream.</summary>
    public async Task<int> CountAsync(string recordingId, CancellationToken cancellationToken) =>
        (int)await viewers.CountDocumentsAsync(Where.Eq(viewer => viewer.RecordingId, recordingId) & Present(), cancellationToken: cancellationToken);

    /// <summary>How many watch each of some streams; those that nobody watches are left out.</summary>
    public async Task<IReadOnlyDictionary<string, int>> CountAsync(IReadOnlyList<string> recordingIds, CancellationToken cancellationToken)
    {
        if (recordingIds.Count == 0)
        {
            return new Dictionary<string, int>();
        }

        var counts = await viewers.Aggregate()
            .Match(Where.In(viewer => viewer.RecordingId, recordingIds) & Present())
            .Group(viewer => viewer.RecordingId, group => new { Id = group.Key, Count = group.Count() })
            .ToListAsync(cancellationToken);
        return counts.ToDictionary(count => count.Id, count => count.Count);
    }

    /// <summary>How many watch anything.</summary>
    public Task<long> CountAllAsync(CancellationToken cancellationToken) => viewers.CountDocumentsAsync(Present(), cancellationToken: cancellationToken);

    private FilterDefinition<ViewerDocument> Present() => Where.Gt(viewer => viewer.ExpiresAt, Now());

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
