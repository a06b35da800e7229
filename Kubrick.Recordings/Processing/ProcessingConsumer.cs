using Kubrick.Contracts.Processing;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using MassTransit;

namespace Kubrick.Recordings.Processing;

/// <summary>Updates recordings by what the workers find out about them. Events may be delivered twice and in any order.</summary>
internal sealed partial class ProcessingConsumer(RecordingStore store, ILogger<ProcessingConsumer> logger)
    : IConsumer<ProcessingProgressed>, IConsumer<ProcessingDone>, IConsumer<ProcessingFailed>
{
    public Task Consume(ConsumeContext<ProcessingProgressed> context) =>
        ApplyAsync(context.Message.RecordingId, recording => ProcessingDecisions.Progress(recording, context.Message), context.CancellationToken);

    public Task Consume(ConsumeContext<ProcessingDone> context) =>
        ApplyAsync(context.Message.RecordingId, recording => ProcessingDecisions.Done(recording, context.Message, store.Now()), context.CancellationToken);

    public Task Consume(ConsumeContext<ProcessingFailed> context)
    {
        LogFailed(context.Message.RecordingId, context.Message.Code, context.Message.Reason);
        return ApplyAsync(context.Message.RecordingId, recording => ProcessingDecisions.Fail(recording, context.Message, store.Now()), context.CancellationToken);
    }

    private async Task ApplyAsync(string recordingId, Func<Recording, Recording> decide, CancellationToken cancellationToken)
    {
        if (!await store.ApplyAsync(recordingId, decide, cancellationToken))
        {
            // Deleted in the meantime; the last step of the deletion removes what was stored since.
            LogUnknown(recordingId);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Processing failed: recording {RecordingId}, {Code}: {Reason}")]
    private partial void LogFailed(string recordingId, string code, string reason);

    [LoggerMessage(LogLevel.Information, "Processing event ignored: unknown recording {RecordingId}")]
    private partial void LogUnknown(string recordingId);
}
