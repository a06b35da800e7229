using System.Diagnostics;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using MassTransit;
using Microsoft.Extensions.Options;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Outbox;

/// <summary>
/// Publishes the events that documents hold, and removes each when the broker has confirmed it. An event may be published twice (a crash between
/// the two, two replicas), with the same message id; it is never lost.
/// </summary>
internal sealed partial class OutboxDispatcher(
    IMongoCollection<Recording> collection, OutboxSignal signal, IBus bus, IOptions<OutboxOptions> options, TimeProvider clock, ILogger<OutboxDispatcher> logger)
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
                // The database or the broker is away: the events stay where they are.
                LogWaiting(exception.GetType().Name, exception.Message);
                await DelayAsync(options.Value.SearchEvery, stoppingToken);
            }
        }
    }

    // Events that a crash, a broker that was away, or a full signal left behind.
    private async Task SearchAsync(CancellationToken cancellationToken)
    {
        var until = clock.GetUtcNow() - options.Value.LeaveAlone;
        var waiting = Where.ElemMatch(recording => recording.Outbox, packed => packed.At <= until);
        var last = ObjectId.Empty;
        List<Recording> batch;
        do
        {
            // Past what this round has seen: an event that cannot be published must not hold up the others.
            batch = await collection.Find(waiting & Where.Gt(recording => recording.Id, last)).SortBy(recording => recording.Id).Limit(BatchSize).ToListAsync(cancellationToken);
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
        using var round = new CancellationTokenSource(options.Value.SearchEvery, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, round.Token);
        while (!round.IsCancellationRequested)
        {
            ObjectId id;
            try
            {
                id = await signal.Woken.ReadAsync(both.Token);
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
                // It must hold up no other.
                LogUnknown(packed.Type, recording.Id);
                continue;
            }

            // The consumer's work belongs to the trace of the request that caused it, however late the event is published.
            using var trace = Traces.StartActivity("publish", ActivityKind.Internal, packed.TraceParent);
            using var patience = new CancellationTokenSource(options.Value.ConfirmWithin, clock);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
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
            // Asked to stop: the loop's condition sees it.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Events wait to be published: {Kind}: {Reason}")]
    private partial void LogWaiting(string kind, string reason);

    [LoggerMessage(LogLevel.Warning, "An event of the type {EventType} that this version cannot read waits in recording {RecordingId}")]
    private partial void LogUnknown(string eventType, ObjectId recordingId);
}
