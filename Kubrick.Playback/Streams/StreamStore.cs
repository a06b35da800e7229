using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Streams;
using MongoDB.Driver;

namespace Kubrick.Playback.Streams;

/// <summary>Stores the facts that events report about streams. Every write may happen twice and in any order.</summary>
internal sealed class StreamStore(IMongoCollection<StreamDocument> streams, TimeProvider clock)
{
    private const int MaxAttempts = 3;
    private const int MaxKinds = 20;
    private const int MaxKindLength = 40;

    private static readonly UpdateDefinitionBuilder<StreamDocument> Update = Builders<StreamDocument>.Update;
    private static readonly FilterDefinitionBuilder<StreamDocument> Where = Builders<StreamDocument>.Filter;
    private static readonly FilterDefinition<StreamDocument> Known = Where.Eq(stream => stream.DeletedAt, null) & Where.Ne(stream => stream.StartedAt, null);
    private static readonly FilterDefinition<StreamDocument> Active = Known & Where.Ne(stream => stream.IsOver, true);
    private static readonly SortDefinition<StreamDocument> NewestFirst = Builders<StreamDocument>.Sort.Descending(stream => stream.StartedAt).Descending(stream => stream.Id);

    /// <summary>The effect of a later interruption on the facts: see <see cref="StreamDocument.BytesAtInterruption"/>.</summary>
    private static readonly UpdateDefinition<StreamDocument> Interruption = Update.Pipeline(PipelineDefinition<StreamDocument, StreamDocument>.Create(
        """{ $set: { wasResumed: false, bytesAtInterruption: { $ifNull: ["$bytesReceived", { $toLong: 0 }] } } }"""));

    /// <summary>How far a worker may lag behind the publisher.</summary>
    private static readonly TimeSpan WorkerLag = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private Task<Totals>? counting;

    public Task CreateIndexesAsync(CancellationToken cancellationToken)
    {
        var keys = Builders<StreamDocument>.IndexKeys;
        return streams.Indexes.CreateManyAsync(
            [
                // The two lists, and the removal of deleted streams.
                new CreateIndexModel<StreamDocument>(keys.Ascending(stream => stream.IsOver).Descending(stream => stream.StartedAt).Descending(stream => stream.Id)),
                new CreateIndexModel<StreamDocument>(keys.Descending(stream => stream.StartedAt).Descending(stream => stream.Id)),
                new CreateIndexModel<StreamDocument>(keys.Ascending(stream => stream.DeletedAt)),
            ],
            cancellationToken);
    }

    public async Task ApplyAsync(StreamStarted started, CancellationToken cancellationToken)
    {
        await WriteAsync(
            started.RecordingId,
            started.StartedAt,
            Update.Set(stream => stream.RecorderName, started.RecorderName).Set(stream => stream.Quality, started.Quality),
            cancellationToken);
        await SetTitleAsync(started.RecordingId, started.Title, started.StartedAt, cancellationToken);
    }

    /// <summary>A title that arrives before the start is kept in a hidden document, which is removed if no start follows.</summary>
    public async Task ApplyAsync(RecordingRenamed renamed, CancellationToken cancellationToken)
    {
        var (id, title, at) = (renamed.RecordingId, renamed.Title, renamed.RenamedAt);
        if ((await SetTitleAsync(id, title, at, cancellationToken)).MatchedCount > 0)
        {
            return;
        }

        await UpsertAsync(id, Update.SetOnInsert(stream => stream.Title, title).SetOnInsert(stream => stream.NamedAt, Ms(at)), cancellationToken);
        // The start may have created the document in between, with an older title.
        await SetTitleAsync(id, title, at, cancellationToken);
    }

    public async Task ApplyAsync(StreamInterrupted interrupted, CancellationToken cancellationToken)
    {
        var at = Ms(interrupted.InterruptedAt);
        await streams.UpdateOneAsync(
            Where.Eq(stream => stream.Id, interrupted.RecordingId) & (Where.Eq(stream => stream.InterruptedAt, null) | Where.Lt(stream => stream.InterruptedAt, at)),
            Interruption,
            cancellationToken: cancellationToken);
        await WriteAsync(interrupted.RecordingId, interrupted.InterruptedAt, Update.Max(stream => stream.InterruptedAt, at), cancellationToken);
    }

    public async Task ApplyAsync(StreamResumed resumed, CancellationToken cancellationToken)
    {
        var at = Ms(resumed.ResumedAt);
        await streams.UpdateOneAsync(
            Where.Eq(stream => stream.Id, resumed.RecordingId) & (Where.Eq(stream => stream.ResumedAt, null) | Where.Lt(stream => stream.ResumedAt, at)),
            Update.Set(stream => stream.WasResumed, true),
            cancellationToken: cancellationToken);
        await WriteAsync(resumed.RecordingId, resumed.ResumedAt, Update.Max(stream => stream.ResumedAt, at), cancellationToken);
    }

    public Task ApplyAsync(StreamEnding ending, CancellationToken cancellationToken) =>
        WriteAsync(ending.RecordingId, ending.EndingAt, Update.Max(stream => stream.EndingAt, Ms(ending.EndingAt)), cancellationToken);

    public async Task ApplyAsync(StreamProgressed progressed, CancellationToken cancellationToken)
    {
        // The worker may still read media from before the interruption.
        await streams.UpdateOneAsync(
            Where.Eq(stream => stream.Id, progressed.RecordingId)
                & Where.Ne(stream => stream.WasResumed, true)
                & Where.Gte(stream => stream.InterruptedAt, Ms(progressed.At - WorkerLag)),
            Update.Max(stream => stream.BytesAtInterruption, progressed.BytesReceived),
            cancellationToken: cancellationToken);
        var numbers = Update.Combine(Counters(progressed.SegmentsUploaded, progressed.BytesUploaded, progressed.BytesReceived), Lost(progressed.Losses));
        await WriteAsync(progressed.RecordingId, progressed.At, numbers, cancellationToken);
        // The errors and the problem of the latest report count, which is not always the last to arrive.
        await streams.UpdateOneAsync(
            Where.Eq(stream => stream.Id, progressed.RecordingId)
                & (Where.Eq(stream => stream.ProgressAt, null) | Where.Lt(stream => stream.ProgressAt, Ms(progressed.At))),
            Update.Set(stream => stream.Errors, progressed.Errors).Set(stream => stream.Problem, progressed.Problem?.Sentence).Set(stream => stream.ProgressAt, Ms(progressed.At)),
            cancellationToken: cancellationToken);
    }

    public Task ApplyAsync(StreamEnded ended, CancellationToken cancellationToken) => WriteAsync(
        ended.RecordingId,
        ended.EndedAt,
        Update.Combine(
            Counters(ended.Totals.SegmentsUploaded, ended.Totals.BytesUploaded, ended.Totals.BytesReceived),
            Lost(ended.Losses),
            Update.Min(stream => stream.StartedAt, Ms(ended.StartedAt)),
            Update.Set(stream => stream.EndedAt, Ms(ended.EndedAt)),
            Update.Set(stream => stream.DurationMs, ended.Totals.DurationMs),
            Update.Set(stream => stream.IsOver, true)),
        cancellationToken,
        keepsStart: true);

    public Task ApplyAsync(StreamFailed failed, CancellationToken cancellationToken) => WriteAsync(
        failed.RecordingId,
        failed.FailedAt,
        Update.Combine(
            Counters(failed.Totals.SegmentsUploaded, failed.Totals.BytesUploaded, failed.Totals.BytesReceived),
            Lost(failed.Losses),
            Update.Min(stream => stream.StartedAt, Ms(failed.StartedAt)),
            Update.Set(stream => stream.FailedAt, Ms(failed.FailedAt)),
            Update.Set(stream => stream.Reason, failed.Reason),
            Update.Max(stream => stream.DurationMs, failed.Totals.DurationMs),
            Update.Set(stream => stream.IsOver, true)),
        cancellationToken,
        keepsStart: true);

    /// <summary>Hides the stream, whatever events follow.</summary>
    public Task DeleteAsync(string recordingId, DateTimeOffset deletedAt, CancellationToken cancellationToken) =>
        UpsertAsync(recordingId, Update.Set(stream => stream.DeletedAt, Ms(deletedAt)).Set(stream => stream.IsOver, true), cancellationToken);

    /// <summary>Removes the documents of deleted streams, and titles of recordings that were never streamed.</summary>
    public Task RemoveHiddenAsync(DateTimeOffset before, CancellationToken cancellationToken) => streams.DeleteManyAsync(
        Where.Lt(stream => stream.DeletedAt, Ms(before)) | (Where.Eq(stream => stream.StartedAt, null) & Where.Lt(stream => stream.NamedAt, Ms(before))),
        cancellationToken);

    public async Task<StreamDocument?> FindAsync(string recordingId, CancellationToken cancellationToken) =>
        await streams.Find(Known & Where.Eq(stream => stream.Id, recordingId)).FirstOrDefaultAsync(cancellationToken);

    /// <summary>The newest streams: all, or those that are not over.</summary>
    public Task<List<StreamDocument>> ListAsync(bool isActive, int limit, CancellationToken cancellationToken) =>
        streams.Find(isActive ? Active : Known).Sort(NewestFirst).Limit(limit).ToListAsync(cancellationToken);

    /// <summary>Counts all streams. Concurrent callers share one query.</summary>
    public Task<Totals> CountAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (counting is null or { IsCompleted: true })
            {
                // No caller may cancel it for the others.
                counting = CountAllAsync(CancellationToken.None);
            }

            return counting.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The time that states are derived for.</summary>
    public DateTimeOffset Now() => clock.GetUtcNow();

    private async Task<Totals> CountAllAsync(CancellationToken cancellationToken)
    {
        var active = streams.CountDocumentsAsync(Active, cancellationToken: cancellationToken);
        var all = streams.Aggregate()
            .Match(Known)
            .Group(_ => 1, group => new { Count = group.Count(), Segments = group.Sum(stream => stream.SegmentsUploaded), Bytes = group.Sum(stream => stream.BytesUploaded) })
            .FirstOrDefaultAsync(cancellationToken);
        await Task.WhenAll(active, all);
        return await all is { } sums ? new Totals(sums.Count, await active, sums.Segments, sums.Bytes) : new Totals(0, 0, 0, 0);
    }

    private Task<UpdateResult> SetTitleAsync(string recordingId, string title, DateTimeOffset at, CancellationToken cancellationToken) => streams.UpdateOneAsync(
        Where.Eq(stream => stream.Id, recordingId) & (Where.Eq(stream => stream.NamedAt, null) | Where.Lte(stream => stream.NamedAt, Ms(at))),
        Update.Set(stream => stream.Title, title).Set(stream => stream.NamedAt, Ms(at)),
        cancellationToken: cancellationToken);

    private static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static UpdateDefinition<StreamDocument> Counters(long segments, long bytes, long received) => Update
        .Max(stream => stream.SegmentsUploaded, segments)
        .Max(stream => stream.BytesUploaded, bytes)
        .Max(stream => stream.BytesReceived, received);

    /// <summary>The kinds become names of fields, so only their own characters are accepted.</summary>
    private static UpdateDefinition<StreamDocument> Lost(IReadOnlyList<StreamLoss> losses) => Update.Combine(
        losses.Where(loss => loss.Kind is { Length: > 0 and <= MaxKindLength } kind && kind.All(character => char.IsAsciiLetterUpper(character) || character == '_'))
            .Take(MaxKinds)
            .Select(loss => Update.Max<long>($"losses.{loss.Kind}", loss.Count)));

    private Task WriteAsync(string recordingId, DateTimeOffset at, UpdateDefinition<StreamDocument> update, CancellationToken cancellationToken, bool keepsStart = false)
    {
        var activity = Update.Max(stream => stream.LastActivity, Ms(at));
        return UpsertAsync(recordingId, keepsStart ? Update.Combine(update, activity) : Update.Combine(update, activity, Update.Min(stream => stream.StartedAt, Ms(at))), cancellationToken);
    }

    private async Task UpsertAsync(string recordingId, UpdateDefinition<StreamDocument> update, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await streams.UpdateOneAsync(Where.Eq(stream => stream.Id, recordingId), update, new UpdateOptions { IsUpsert = true }, cancellationToken);
                return;
            }
            catch (MongoWriteException exception) when (exception.WriteError.Category == ServerErrorCategory.DuplicateKey && attempt < MaxAttempts)
            {
                // Another event of the new stream has just inserted the document.
            }
        }
    }

    /// <summary>Sums over all streams.</summary>
    internal sealed record Totals(long Streams, long Active, long SegmentsUploaded, long BytesUploaded);
}
