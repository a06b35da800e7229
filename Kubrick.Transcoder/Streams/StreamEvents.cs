using Kubrick.Contracts.Streams;
using MassTransit;

namespace Kubrick.Transcoder.Streams;

/// <summary>Tells the other services about a stream.</summary>
internal sealed partial class StreamEvents(IBus bus, TimeProvider time, ILogger<StreamEvents> logger)
{
    // Progress is told again with the next segment: a broker that is away for a moment must not hold the stream up.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How far a stream is; not told where the bus is away.</summary>
    public async Task ProgressedAsync(string recordingId, long segments, long bytesUploaded, StreamProgress progress, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await bus.Publish(
                new StreamProgressed(recordingId, segments, bytesUploaded, progress.BytesReceived, progress.Errors, time.GetUtcNow()), patience.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotTold(recordingId, exception);
        }
    }

    /// <summary>A stream is over; answers when the broker has it.</summary>
    public Task OverAsync<T>(T ended, CancellationToken cancellationToken)
        where T : class => bus.Publish(ended, cancellationToken);

    [LoggerMessage(LogLevel.Warning, "The progress of {RecordingId} could not be told")]
    private partial void LogNotTold(string recordingId, Exception exception);
}
