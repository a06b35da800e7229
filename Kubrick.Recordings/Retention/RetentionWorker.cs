using Kubrick.Recordings.Deletion;
using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Options;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Retention;

/// <summary>
/// Deletes expired recordings in bounded passes, by the ordinary deletion, and logs each. It checks the newest version of every recording in the same write that deletes it, so
/// a legal hold that is set in the meantime wins, and a second replica finds nothing left to delete.
/// </summary>
internal sealed partial class RetentionWorker(
    RetentionPolicy policy, ExpiredRecordings expired, RecordingDeletion deletion, IMongoDatabase database, IOptions<RetentionOptions> options, TimeProvider clock,
    ILogger<RetentionWorker> logger)
    : BackgroundService
{
    private static readonly TimeSpan MaxClockDifference = TimeSpan.FromMinutes(5);

    private static readonly ApiErrorResult NotExpired = ApiErrors.Conflict("The recording is not expired any more.");

    private DateTimeOffset announced;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval, clock);
        do
        {
            try
            {
                await PassAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception.GetType().Name, exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Deletes the oldest expired recordings.</summary>
    /// <returns>How many were deleted.</returns>
    internal async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (options.Value.Days > 0 && await ClockDifferenceAsync(now, cancellationToken) is var difference && difference > MaxClockDifference)
        {
            // One of the two clocks is wrong; deleting by it could not be undone.
            LogClockDiffers(difference);
            return 0;
        }

        var schedule = await policy.AdvanceAsync(now, cancellationToken);
        if (schedule.Days == 0)
        {
            return 0;
        }

        var createdBefore = now.AddDays(-schedule.Days);
        if (now < schedule.DeletesFrom)
        {
            await AnnounceAsync(schedule, createdBefore, cancellationToken);
            return 0;
        }

        var deleted = 0;
        foreach (var recording in await expired.FindAsync(createdBefore, options.Value.BatchSize, cancellationToken))
        {
            deleted += await DeleteAsync(recording, createdBefore, schedule.Days, cancellationToken) ? 1 : 0;
        }

        return deleted;
    }

    private async Task<bool> DeleteAsync(Recording recording, DateTimeOffset createdBefore, int days, CancellationToken cancellationToken)
    {
        using var work = BackgroundWork.Start("retention");
        try
        {
            var result = await deletion.DeleteAsync(recording.Id, found => ExpiredRecordings.IsExpired(found, createdBefore) ? null : NotExpired, cancellationToken);
            if (!result.Is(out _, out _))
            {
                return false;
            }

            LogDeleted(recording.Id, recording.CreatedAt, days);
            return true;
        }
        catch (Exception exception) when (exception is not MongoException && !cancellationToken.IsCancellationRequested)
        {
            // One recording must not stop the others.
            LogFailed(exception.GetType().Name, exception.Message);
            return false;
        }
    }

    private async Task AnnounceAsync(RetentionSchedule schedule, DateTimeOffset createdBefore, CancellationToken cancellationToken)
    {
        if (announced != schedule.DeletesFrom)
        {
            announced = schedule.DeletesFrom;
            LogAnnounced(await expired.CountAsync(createdBefore, cancellationToken), schedule.Days, schedule.DeletesFrom);
        }
    }

    private async Task<TimeSpan> ClockDifferenceAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var hello = await database.RunCommandAsync<BsonDocument>(new BsonDocument("hello", 1), cancellationToken: cancellationToken);
        return hello.GetValue("localTime", BsonNull.Value) is BsonDateTime time ? (now - time.ToUniversalTime()).Duration() : TimeSpan.Zero;
    }

    [LoggerMessage(LogLevel.Warning, "Retention announced: {Count} recordings are older than {Days} days and will be deleted from {DeletesFrom:O}")]
    private partial void LogAnnounced(long count, int days, DateTimeOffset deletesFrom);

    [LoggerMessage(LogLevel.Information, "Retention deleted: recording {RecordingId}, created {CreatedAt:O}, kept for {Days} days")]
    private partial void LogDeleted(ObjectId recordingId, DateTimeOffset createdAt, int days);

    [LoggerMessage(LogLevel.Error, "Retention suspended: the clocks of this service and of the database differ by {Difference}")]
    private partial void LogClockDiffers(TimeSpan difference);

    [LoggerMessage(LogLevel.Warning, "Retention pass failed: {Kind}: {Reason}")]
    private partial void LogFailed(string kind, string reason);
}
