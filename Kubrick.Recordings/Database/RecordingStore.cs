using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Errors;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Database;

/// <summary>Reads and writes recordings. No read returns a deleted recording.</summary>
internal sealed class RecordingStore(
    IMongoCollection<Recording> collection, DocumentFill fill, UnfilledDocuments unfilled, UnreadableRecordings unreadable, OutboxSignal outbox, TimeProvider clock)
{
    private const int MaxAttempts = 8;

    // Far more than an outage of the broker produces; it keeps a document below MongoDB's size limit.
    private const int MaxUnpublishedEvents = 1000;

    // BSONObjectTooLarge, and the codes of the update's stages.
    private static readonly int[] TooLarge = [10334, 17419, 17420];

    private static readonly FilterDefinitionBuilder<Recording> Where = Builders<Recording>.Filter;

    /// <summary>Now, in MongoDB's precision of milliseconds.</summary>
    public DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());

    public async Task InsertAsync(Recording recording, CancellationToken cancellationToken)
    {
        await collection.InsertOneAsync(recording, cancellationToken: cancellationToken);
        outbox.Notify(recording.Id);
    }

    /// <summary>The recording; null where there is none or it is deleted.</summary>
    public async Task<Recording?> FindAsync(ObjectId id, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(id, cancellationToken);
        if (found is null && unfilled.MayExist && await fill.AdoptAsync(id, cancellationToken))
        {
            found = await ReadAsync(id, cancellationToken);
        }

        if (found is not { DeletedAt: null })
        {
            return null;
        }

        unreadable.Report(found);
        return found;
    }

    /// <summary>
    /// Changes one recording. <paramref name="decide"/> gets the newest version, and gets it again if another request was faster; it must have no
    /// side effects.
    /// </summary>
    /// <returns>The stored recording; the error of <paramref name="decide"/>; 404; or 409 where other requests were faster every time.</returns>
    public async Task<Result<Recording>> ChangeAsync(ObjectId id, Func<Recording, Result<Recording>> decide, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await FindAsync(id, cancellationToken) is not { } before)
            {
                return NotFound(id);
            }

            if (!before.IsFilled)
            {
                // The condition of the write needs a version.
                if (!await TryFillAsync(id, cancellationToken))
                {
                    return Unwritable;
                }

                continue;
            }

            if (!decide(before).Is(out var after, out var error))
            {
                return error;
            }

            if (after.Outbox.Count > Math.Max(before.Outbox.Count, MaxUnpublishedEvents))
            {
                return ApiErrors.Unavailable("Too many events of this recording are unpublished; try again shortly.");
            }

            try
            {
                if (await TryWriteAsync(before, after, cancellationToken) is { } written)
                {
                    return written;
                }
            }
            catch (MongoCommandException exception) when (IsTooLarge(exception))
            {
                return Unwritable;
            }
        }

        return Contended;
    }

    /// <summary>Applies an event, which the bus delivers again when this throws.</summary>
    /// <returns>False where there is no such recording, or it is deleted.</returns>
    /// <exception cref="InvalidOperationException">It could not be applied now: other requests were faster every time, or too many events are unpublished.</exception>
    public async Task<bool> ApplyAsync(string recordingId, Func<Recording, Recording> decide, CancellationToken cancellationToken)
    {
        if (!ObjectId.TryParse(recordingId, out var id))
        {
            return false;
        }

        var changed = await ChangeAsync(id, recording => decide(recording), cancellationToken);
        return changed.Is(out _, out var error)
            || (error.StatusCode == StatusCodes.Status404NotFound ? false : throw new InvalidOperationException($"An event could not be applied to {recordingId} now."));
    }

    /// <summary>Writes one change; null where another request was faster.</summary>
    public async Task<Recording?> TryWriteAsync(Recording before, Recording after, CancellationToken cancellationToken)
    {
        if (RecordingUpdate.Between(before, after, Now()) is not { } update)
        {
            return before;
        }

        var guard = Where.Eq(found => found.Id, before.Id) & Where.Eq(found => found.Version, before.Version);
        var options = new FindOneAndUpdateOptions<Recording> { ReturnDocument = ReturnDocument.After, Projection = RecordingProjections.Whole };
        var written = await collection.FindOneAndUpdateAsync(guard, update, options, cancellationToken);
        if (written is not null && after.Outbox.Count > before.Outbox.Count)
        {
            outbox.Notify(written.Id);
        }

        return written;
    }

    /// <summary>The error for a document that the database does not store with another field. Only a deletion helps.</summary>
    public static ApiErrorResult Unwritable { get; } = ApiErrors.Conflict("The stored document is too large or too damaged to be changed; it can only be deleted.");

    /// <summary>The error where other requests were faster every time. It says nothing of the recording: the same request may succeed at once.</summary>
    public static ApiErrorResult Contended { get; } = ApiErrors.Conflict("Other requests changed this recording at the same time; try again.");

    /// <summary>Removes a document for good, whatever its version.</summary>
    public async Task<bool> RemoveAsync(ObjectId id, CancellationToken cancellationToken) =>
        (await collection.DeleteOneAsync(Where.Eq(found => found.Id, id), cancellationToken)).DeletedCount > 0;

    public static ApiErrorResult NotFound(ObjectId id) => ApiErrors.NotFound($"There is no recording with the id '{id}'.");

    private async Task<Recording?> ReadAsync(ObjectId id, CancellationToken cancellationToken) =>
        await collection.Find(Where.Eq(found => found.Id, id)).Project(RecordingProjections.Whole).FirstOrDefaultAsync(cancellationToken);

    private async Task<bool> TryFillAsync(ObjectId id, CancellationToken cancellationToken)
    {
        try
        {
            await fill.FillAsync(id, cancellationToken);
            return true;
        }
        catch (Exception exception) when (DocumentFill.IsFaultOfDocument(exception))
        {
            return false;
        }
    }

    // MongoDB-compatible servers have other codes, but the same words.
    private static bool IsTooLarge(MongoCommandException exception) =>
        TooLarge.Contains(exception.Code) || exception.Message.Contains("larger than", StringComparison.Ordinal);
}
