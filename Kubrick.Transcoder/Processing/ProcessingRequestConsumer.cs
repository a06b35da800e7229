using Kubrick.Contracts.Processing;
using Kubrick.Contracts.Recordings;
using MassTransit;

namespace Kubrick.Transcoder.Processing;

/// <summary>Turns the request into a job of the workers' queue, which they take when they have time. One worker receives each request.</summary>
internal sealed partial class ProcessingRequestConsumer(ProcessingQueue queue, ILogger<ProcessingRequestConsumer> logger) : IConsumer<ProcessingRequested>
{
    /// <summary>The name of its queue. Queues outlive versions: it must not change with the class.</summary>
    public const string Queue = "kubrick.transcoder-processing-requested";

    public async Task Consume(ConsumeContext<ProcessingRequested> context)
    {
        var request = context.Message;
        if (!RecordingId.TryParse(request.RecordingId, out var id) || request.Generation < 1)
        {
            LogMalformed();
            return;
        }

        await queue.SendAsync(new ProcessRecording(id.Value, request.Generation, Attempt: 1), context.CancellationToken);
    }

    [LoggerMessage(LogLevel.Error, "Processing request dropped: it names no recording")]
    private partial void LogMalformed();
}
