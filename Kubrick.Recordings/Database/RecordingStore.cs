using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Errors;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Database;

/// <summary>Reads and writes recordings. A deleted recording is nowhere to be found, but by the deletion itself.</summary>
internal sealed class RecordingStore(IMongoCollection<Recording> collection, OutboxSignal outbox, TimeProvider clock)
{
    private const int MaxAttempts = 8;

    // Far more than a broker's outage leaves behind; it keeps a document from growing to MongoDB's limit.
    private const int MaxWaitingEvents = 1000;

    private static readonly FilterDefinitionBuilder<Recording> Where = Builders<Recording>.Filter;

    /// <summary>The time to store: MongoDB keeps milliseconds.</summary>
    public DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());

    public async Task InsertAsync(Recording recording, CancellationToken cancellationToken)
    {
        await collection.InsertOneAsync(recording, cancellationToken: cancellationToken);
        outbox.Wake(recording.Id);
    }

    /// <summary>The recording; null where there is none or it is deleted.</summary>
    public async Task<Recording?> FindAsync(ObjectId id, CancellationToken cancellationToken)
    {
        var recording = await collection.Find(Where.Eq(found => found.Id, id)).FirstOrDefaultAsync(cancellationToken);
        return recording is { DeletedAt: null } ? recording : null;
    }

    /// <summary>
    /// Changes one recording. <paramref name="decide"/> sees the newest version and is asked again when another request was faster; it must have no
    /// effects of its own.
    /// </summary>
    /// <returns>The stored recording, or the refusal: what <paramref name="decide"/> answered, 404, or 409 when others were faster every time.</returns>
    public async Task<Decision> ChangeAsync(ObjectId id, Func<Recording, Decision> decide, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await FindAsync(id, cancellationToken) is not { } before)
            {
                return NotFound(id);
            }

            var decision = decide(before);
            if (decision.Recording is not { } after)
            {
                return decision;
            }

            if (after.Outbox.Count > Math.Max(before.Outbox.Count, MaxWaitingEvents))
            {
                return ApiErrors.Unavailable("Too many events of this recording wait to be published; try again shortly.");
            }

            if (await TryWriteAsync(before, after, cancellationToken) is { } written)
            {
                return written;
            }
        }

        return ApiErrors.Conflict("Others changed this recording at the same moment; try again.");
    }

    /// <summary>Writes one change if nobody was faster; null where somebody was.</summary>
    public async Task<Recording?> TryWriteAsync(Recording before, Recording after, CancellationToken cancellationToken)
    {
        if (RecordingChanges.Between(before, after, Now()) is not { } update)
        {
            return before;
        }

        var guard = Where.Eq(found => found.Id, before.Id) & Where.Eq(found => found.Version, before.Version);
        var options = new FindOneAndUpdateOptions<Recording> { ReturnDocument = ReturnDocument.After };
        var written = await collection.FindOneAndUpdateAsync(guard, update, options, cancellationToken);
        if (written is not null && after.Outbox.Count > before.Outbox.Count)
        {
            outbox.Wake(written.Id);
        }

        return written;
    }

    public static ApiErrorResult NotFound(ObjectId id) => ApiErrors.NotFound($"There is no recording with the id '{id}'.");
}
