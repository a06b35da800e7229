using Kubrick.Recordings.Database;
using Kubrick.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Options;
using MongoDB.Bson;

namespace Kubrick.Recordings.Filling;

/// <summary>
/// Fills in documents of the first system and of earlier versions, in batches, while the service answers requests. What is filled in already is the only progress, so
/// a restart resumes where the last process stopped.
/// </summary>
internal sealed partial class FillingWorker(
    DocumentFill fill, UnfilledDocuments unfilled, UnreadableRecordings unreadable, FillingLease lease, FillingMetrics metrics, IOptions<FillingOptions> options,
    TimeProvider clock, ILogger<FillingWorker> logger)
    : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var delay = options.Value.Interval;
            try
            {
                if (await unfilled.CheckAsync(stoppingToken) && !await PassAsync(stoppingToken))
                {
                    // Another replica fills in; its end is noticed soon.
                    delay = TimeSpan.FromTicks(Math.Min(delay.Ticks, RetryDelay.Ticks));
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogPassFailed(exception.GetType().Name, exception.Message);
                delay = RetryDelay;
            }

            await Task.Delay(delay, clock, stoppingToken);
        }
    }

    /// <summary>Fills in every document; false where another replica does it.</summary>
    private async Task<bool> PassAsync(CancellationToken cancellationToken)
    {
        if (!await lease.TakeAsync(cancellationToken))
        {
            return false;
        }

        using var work = BackgroundWork.Start("document fill-in");
        var (filled, failed) = (0L, 0L);
        using var cursor = await fill.FindAsync(options.Value.BatchSize, cancellationToken);
        while (await cursor.MoveNextAsync(cancellationToken))
        {
            foreach (var document in cursor.Current)
            {
                using (document)
                {
                    _ = await TryFillAsync(document, cancellationToken) ? filled++ : failed++;
                }
            }

            LogProgress(filled, failed);
            await Task.Delay(options.Value.Pause, clock, cancellationToken);
            if (!await lease.TakeAsync(cancellationToken))
            {
                return false;
            }
        }

        await unfilled.CheckAsync(cancellationToken);
        await lease.ReleaseAsync(cancellationToken);
        return true;
    }

    private async Task<bool> TryFillAsync(RawBsonDocument document, CancellationToken cancellationToken)
    {
        try
        {
            unreadable.Report(DocumentFill.Read(document));
            await fill.FillAsync(document, cancellationToken);
            metrics.Filled(1);
            return true;
        }
        catch (Exception exception) when (DocumentFill.IsFaultOfDocument(exception))
        {
            // One document must not stop the others. It stays listed, and the next pass tries again.
            metrics.Failed();
            LogFailed(DocumentFill.IdOf(document), exception.GetType().Name, exception.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "Document fill-in: {Filled} filled in, {Failed} failed so far")]
    private partial void LogProgress(long filled, long failed);

    [LoggerMessage(LogLevel.Warning, "Document fill-in failed: recording {RecordingId}: {Kind}: {Reason}")]
    private partial void LogFailed(ObjectId recordingId, string kind, string reason);

    [LoggerMessage(LogLevel.Warning, "Document fill-in interrupted; it is resumed: {Kind}: {Reason}")]
    private partial void LogPassFailed(string kind, string reason);
}
