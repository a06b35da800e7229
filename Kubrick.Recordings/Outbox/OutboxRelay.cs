using System.Diagnostics;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using MassTransit;
using Microsoft.Extensions.Options;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Outbox;

/// <summary>
/// Publishes the events in the documents, and removes each when the broker has confirmed it. A crash between the two steps, or a second replica, publishes
/// an event again with the same message id; no event is lost.
/// </summary>
internal sealed partial class OutboxRelay(
    IMongoCollection<Recording> collection, OutboxSignal signal, IBus bus, IOptions<OutboxOptions> options, TimeProvider clock, ILogger<OutboxRelay> logger)
    : BackgroundService
{
    private const int BatchSize = 200;

    private static readonly ActivitySource Traces = new("Kubrick.Recordings.Outbox");

    private static readonly FilterDefinitionBuilder<Recording> Where = Builders<Recording>.Filter;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SearchAsync(stoppingToken);
                await ListenAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The database or the broker is unavailable; the events stay in the documents.
                LogFailed(exception.GetType().Name, exception.Message);
                await DelayAsync(options.Value.PollInterval, stoppingToken);
            }
        }
    }

    // Finds events that a crash, an outage of the broker or a full signal left in the documents.
    private async Task SearchAsync(CancellationToken cancellationToken)
    {
        var until = clock.GetUtcNow() - options.Value.MinimumAge;
        var waiting = Where.ElemMatch(recording => recording.Outbox, packed => packed.At <= until);
        var last = ObjectId.Empty;
        List<Recording> batch;
        do
        {
            // The next batch starts after the last id: an event that cannot be published must not block the others.
            batch = await collection.Find(waiting & Where.Gt(recording => recording.Id, last))
                .SortBy(recording => recording.Id)
                .Limit(BatchSize)
                .ToListAsync(cancellationToken);
            foreach (var recording in batch)
            {
                await PublishAsync(recording, cancellationToken);
                last = recording.Id;
            }
        }
        while (batch.Count == BatchSize);
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        using var round = new CancellationTokenSource(options.Value.PollInterval, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, round.Token);
        while (!round.IsCancellationRequested)
        {
            ObjectId id;
            try
            {
                id = await signal.Recordings.ReadAsync(both.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return;
            }

            if (await collection.Find(Where.Eq(recording => recording.Id, id)).FirstOrDefaultAsync(cancellationToken) is { } recording)
            {
                await PublishAsync(recording, cancellationToken);
            }
        }
    }

    private async Task PublishAsync(Recording recording, CancellationToken cancellationToken)
    {
        foreach (var packed in recording.Outbox)
        {
            if (OutboxEvents.Unpack(packed) is not { } happened)
            {
                // It must not block the others.
                LogUnreadable(packed.Type, recording.Id);
                continue;
            }

            // The consumers' work belongs to the trace of the request, however late the event is published.
            using var trace = Traces.StartActivity("publish", ActivityKind.Internal, packed.TraceParent);
            using var timeout = new CancellationTokenSource(options.Value.ConfirmTimeout, clock);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
            await bus.Publish(happened, happened.GetType(), context => context.MessageId = Guid.ParseExact(packed.MessageId, "N"), both.Token);
            await collection.UpdateOneAsync(
                Where.Eq(found => found.Id, recording.Id),
                Builders<Recording>.Update.PullFilter(found => found.Outbox, waiting => waiting.MessageId == packed.MessageId),
                cancellationToken: cancellationToken);
        }
    }

    private async Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(delay, clock, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The service stops; the loop's condition sees it.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Outbox relay failed; events stay unpublished: {Kind}: {Reason}")]
    private partial void LogFailed(string kind, string reason);

    [LoggerMessage(LogLevel.Warning, "Outbox event unreadable: type {EventType} in recording {RecordingId}")]
    private partial void LogUnreadable(string eventType, ObjectId recordingId);
}
