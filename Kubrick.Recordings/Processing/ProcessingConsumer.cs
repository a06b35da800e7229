using Kubrick.Contracts.Processing;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using MassTransit;
using MongoDB.Bson;

namespace Kubrick.Recordings.Processing;

/// <summary>Updates recordings by what the workers find out about them. Events may be delivered twice and in any order.</summary>
internal sealed partial class ProcessingConsumer(RecordingStore store, PartHashStore partHashes, ILogger<ProcessingConsumer> logger)
    : IConsumer<ProcessingProgressed>, IConsumer<ProcessingDone>, IConsumer<ProcessingFailed>
{
    public Task Consume(ConsumeContext<ProcessingProgressed> context) =>
        ApplyAsync(
            context.Message.RecordingId,
            context.Message.Generation,
            context.Message.Findings,
            recording => ProcessingDecisions.Progress(recording, context.Message),
            context.CancellationToken);

    public Task Consume(ConsumeContext<ProcessingDone> context) =>
        ApplyAsync(
            context.Message.RecordingId,
            context.Message.Generation,
            context.Message.Findings,
            recording => ProcessingDecisions.Done(recording, context.Message, store.Now()),
            context.CancellationToken);

    public Task Consume(ConsumeContext<ProcessingFailed> context)
    {
        LogFailed(context.Message.RecordingId, context.Message.Code, context.Message.Reason);
        return ApplyAsync(
            context.Message.RecordingId,
            context.Message.Generation,
            context.Message.Findings,
            recording => ProcessingDecisions.Fail(recording, context.Message, store.Now()),
            context.CancellationToken);
    }

    private async Task ApplyAsync(string recordingId, int generation, ProcessingFindings findings, Func<Recording, Recording> decide, CancellationToken cancellationToken)
    {
        // Before the recording refers to the hashes. An unknown one, or one that is processed anew, must not leave any.
        if (findings.PartHashes is not null
            && ObjectId.TryParse(recordingId, out var id)
            && await store.FindAsync(id, cancellationToken) is { } recording
            && ProcessingDecisions.NewPartHashes(recording, generation, findings) is { } hashes)
        {
            await partHashes.SaveAsync(id, Convert.FromBase64String(hashes.Digests), cancellationToken);
        }

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
