using Microsoft.Extensions.Options;
using MongoDB.Driver;

namespace Kubrick.Playback.Viewers;

/// <summary>Stores who watches which stream. An expired viewer does not count, whether or not it has been removed.</summary>
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

    /// <summary>Adds a viewer, or renews it.</summary>
    /// <returns>Whether the viewer is new.</returns>
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
            // A concurrent request, perhaps on another replica, has added the same viewer.
            return false;
        }
    }

    /// <summary>Removes a viewer.</summary>
    /// <returns>Whether there was such a viewer.</returns>
    public async Task<bool> LeaveAsync(string recordingId, string viewerId, CancellationToken cancellationToken)
    {
        var id = ViewerDocument.IdOf(recordingId, viewerId);
        return await viewers.FindOneAndDeleteAsync<ViewerDocument>(Where.Eq(viewer => viewer.Id, id), cancellationToken: cancellationToken) is not null;
    }

    /// <summary>Removes one expired viewer and returns it; null where there is none. Only one replica gets each viewer.</summary>
    public async Task<ViewerDocument?> TakeExpiredAsync(CancellationToken cancellationToken) =>
        await viewers.FindOneAndDeleteAsync<ViewerDocument>(Where.Lte(viewer => viewer.ExpiresAt, Now()), cancellationToken: cancellationToken);

    public Task RemoveAllAsync(string recordingId, CancellationToken cancellationToken) =>
        viewers.DeleteManyAsync(Where.Eq(viewer => viewer.RecordingId, recordingId), cancellationToken);

    /// <summary>The number of viewers of a stream.</summary>
    public async Task<int> CountAsync(string recordingId, CancellationToken cancellationToken) =>
        (int)await viewers.CountDocumentsAsync(Where.Eq(viewer => viewer.RecordingId, recordingId) & Present(), cancellationToken: cancellationToken);

    /// <summary>The number of viewers of each stream; streams without viewers are left out.</summary>
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

    /// <summary>The number of viewers of all streams.</summary>
    public Task<long> CountAllAsync(CancellationToken cancellationToken) => viewers.CountDocumentsAsync(Present(), cancellationToken: cancellationToken);

    private FilterDefinition<ViewerDocument> Present() => Where.Gt(viewer => viewer.ExpiresAt, Now());

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
