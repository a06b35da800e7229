using Kubrick.Contracts.Streams;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using MassTransit;

namespace Kubrick.Recordings.Streams;

/// <summary>Updates recordings by the events of their streams. Events may be delivered twice and in any order.</summary>
internal sealed partial class StreamStatusConsumer(RecordingStore store, ILogger<StreamStatusConsumer> logger)
    : IConsumer<StreamStarted>, IConsumer<StreamPausesReported>, IConsumer<StreamEnded>, IConsumer<StreamFailed>
{
    public Task Consume(ConsumeContext<StreamStarted> context) =>
        ApplyAsync(context.Message.RecordingId, recording => StreamDecisions.Start(recording, context.Message, store.Now()), context.CancellationToken);

    public Task Consume(ConsumeContext<StreamPausesReported> context) =>
        ApplyAsync(context.Message.RecordingId, recording => StreamDecisions.ReportPauses(recording, context.Message.Pauses), context.CancellationToken);

    public Task Consume(ConsumeContext<StreamEnded> context) =>
        ApplyAsync(context.Message.RecordingId, recording => StreamDecisions.End(recording, context.Message, store.Now()), context.CancellationToken);

    public Task Consume(ConsumeContext<StreamFailed> context) =>
        ApplyAsync(context.Message.RecordingId, recording => StreamDecisions.Fail(recording, context.Message, store.Now()), context.CancellationToken);

    private async Task ApplyAsync(string recordingId, Func<Recording, Recording> decide, CancellationToken cancellationToken)
    {
        if (!await store.ApplyAsync(recordingId, decide, cancellationToken))
        {
            // Deleted in the meantime; the deletion removes its objects.
            LogUnknown(recordingId);
        }
    }

    [LoggerMessage(LogLevel.Information, "Stream event ignored: unknown recording {RecordingId}")]
    private partial void LogUnknown(string recordingId);
}
