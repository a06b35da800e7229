using Kubrick.Contracts.Streams;
using Kubrick.Storage;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.Streams;

/// <summary>
/// Retries one stream's storage operations, with growing delays, up to the storage timeout. A storage that is full or refuses the operation is a problem of the stream at once; one
/// that cannot be reached, after a moment.
/// </summary>
internal sealed partial class StorageRetry(string recordingId, StreamProgress progress, TimeSpan timeout, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan UnavailableAfter = TimeSpan.FromSeconds(2);

    /// <summary>Runs an operation until it succeeds.</summary>
    /// <exception cref="StreamFailure">The storage failed for longer than the timeout.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var isReported = false;
        for (var delay = FirstDelay; ; delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, MaxDelay.Ticks)))
        {
            try
            {
                var result = await operation(cancellationToken);
                if (isReported)
                {
                    progress.StorageReturned();
                    LogReturned(recordingId);
                }

                return result;
            }
            catch (StorageException exception) when (exception.Error is not (StorageError.UploadNotFound or StorageError.PartMismatch))
            {
                progress.AddError(exception.Message);
                LogRetry(recordingId, exception);
                if (!isReported && (exception.Error != StorageError.Unavailable || time.GetElapsedTime(start) >= UnavailableAfter))
                {
                    isReported = true;
                    progress.StorageFailed(exception.Message);
                    LogUnavailable(recordingId, exception.Message);
                }

                if (time.GetElapsedTime(start) + delay > timeout)
                {
                    throw new StreamFailure(StreamErrorCodes.StorageFailed, "The stream could not be stored: the storage failed for too long.", exception);
                }
            }

            await Task.Delay(Jitter(delay), time, cancellationToken);
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<CancellationToken, Task> operation, CancellationToken cancellationToken) =>
        RunAsync(
            async cancel =>
            {
                await operation(cancel);
                return true;
            },
            cancellationToken);

    private static TimeSpan Jitter(TimeSpan delay) => delay * (0.75 + (Random.Shared.NextDouble() / 2));

    [LoggerMessage(LogLevel.Warning, "Storage operation failed, retrying: stream {RecordingId}")]
    private partial void LogRetry(string recordingId, Exception exception);

    [LoggerMessage(LogLevel.Error, "Storage unavailable: stream {RecordingId} is kept in the broker until it can be stored: {Reason}")]
    private partial void LogUnavailable(string recordingId, string reason);

    [LoggerMessage(LogLevel.Information, "Storage available again: stream {RecordingId}")]
    private partial void LogReturned(string recordingId);
}

/// <summary>Creates the <see cref="StorageRetry"/> of a stream.</summary>
internal sealed class StorageRetryFactory(IOptions<TranscoderOptions> options, TimeProvider time, ILogger<StorageRetry> logger)
{
    public StorageRetry Create(string recordingId, StreamProgress progress) => new(recordingId, progress, options.Value.StorageTimeout, time, logger);
}
