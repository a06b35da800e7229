using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Options;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Processing;

/// <summary>
/// Sends a request for processing again when nothing was heard of it for long: its message, or the last event of its worker, was lost with the broker. A worker that still has
/// it, or has finished it, drops the second message.
/// </summary>
internal sealed partial class ProcessingRepair(
    IMongoCollection<Recording> collection, RecordingStore store, IOptions<ProcessingOptions> options, TimeProvider clock, ILogger<ProcessingRepair> logger)
    : BackgroundService
{
    private static readonly FilterDefinitionBuilder<Recording> Where = Builders<Recording>.Filter;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await PassAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogPassFailed(exception.GetType().Name, exception.Message);
            }
        }
    }

    /// <summary>Repeats the oldest lost requests.</summary>
    internal async Task PassAsync(CancellationToken cancellationToken)
    {
        var lostSince = clock.GetUtcNow() - options.Value.RepeatAfter;
        var lost = Where.In(recording => recording.Processing!.State, [ProcessingState.Queued, ProcessingState.Running])
            & Where.Lt(recording => recording.Processing!.ChangedAt, lostSince)
            & Where.Eq(recording => recording.DeletedAt, null);
        var batch = await collection.Find(lost).SortBy(recording => recording.Processing!.ChangedAt).Limit(options.Value.BatchSize).ToListAsync(cancellationToken);
        foreach (var recording in batch)
        {
            using var work = BackgroundWork.Start("processing repair");
            var changed = await store.ChangeAsync(
                recording.Id,
                found => found.IsBeingProcessed() && found.Processing!.ChangedAt < lostSince
                    ? found.RepeatProcessing(store.Now())
                    : ApiErrors.Conflict("It was heard of in the meantime."),
                cancellationToken);
            if (changed.Is(out _, out _))
            {
                LogRepeated(recording.Id);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Processing requested again: nothing was heard of {RecordingId}")]
    private partial void LogRepeated(ObjectId recordingId);

    [LoggerMessage(LogLevel.Warning, "Search for lost processing requests failed: {Kind}: {Reason}")]
    private partial void LogPassFailed(string kind, string reason);
}
