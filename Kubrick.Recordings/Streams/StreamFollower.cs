using Kubrick.Contracts.Streams;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using MassTransit;
using MongoDB.Bson;

namespace Kubrick.Recordings.Streams;

/// <summary>Follows the events of streams. Doing it again changes nothing.</summary>
internal sealed partial class StreamFollower(RecordingStore store, ILogger<StreamFollower> logger)
    : IConsumer<StreamStarted>, IConsumer<StreamEnded>, IConsumer<StreamFailed>
{
    public Task Consume(ConsumeContext<StreamStarted> context) =>
        FollowAsync(context.Message.RecordingId, recording => StreamDecisions.Start(recording, context.Message, store.Now()), context.CancellationToken);

    public Task Consume(ConsumeContext<StreamEnded> context) =>
        FollowAsync(context.Message.RecordingId, recording => StreamDecisions.End(recording, context.Message, store.Now()), context.CancellationToken);

    public Task Consume(ConsumeContext<StreamFailed> context) =>
        FollowAsync(context.Message.RecordingId, recording => StreamDecisions.Fail(recording, context.Message, store.Now()), context.CancellationToken);

    private async Task FollowAsync(string recordingId, Func<Recording, Recording> decide, CancellationToken cancellationToken)
    {
        if (!ObjectId.TryParse(recordingId, out var id))
        {
            LogUnknown(recordingId);
            return;
        }

        var decision = await store.ChangeAsync(id, recording => decide(recording), cancellationToken);
        if (decision.Refusal is not { } refusal)
        {
            return;
        }

        if (refusal.StatusCode != StatusCodes.Status404NotFound)
        {
            // Others were faster every time, or the outbox is full: the bus brings the event again.
            throw new InvalidOperationException($"The stream's event could not be applied to {recordingId} now.");
        }

        // Deleted meanwhile: the deletion sweeps what is stored.
        LogUnknown(recordingId);
    }

    [LoggerMessage(LogLevel.Information, "A stream's event names the recording {RecordingId}, which is not there")]
    private partial void LogUnknown(string recordingId);
}
