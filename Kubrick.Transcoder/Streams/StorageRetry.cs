using Kubrick.Contracts.Streams;
using Kubrick.Storage;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.Streams;

/// <summary>Tries what the storage failed at again, with growing waits, for as long as the settings allow.</summary>
internal sealed partial class StorageRetry(IOptions<TranscoderOptions> options, TimeProvider time, ILogger<StorageRetry> logger)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>Does something with the storage.</summary>
    /// <exception cref="StreamFailure">The storage failed for too long.</exception>
    public async Task<T> RunAsync<T>(string recordingId, StreamProgress progress, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        for (var wait = FirstWait; ; wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, LongestWait.Ticks)))
        {
            try
            {
                return await work(cancellationToken);
            }
            catch (StorageException exception) when (exception.Error is not (StorageError.UploadNotFound or StorageError.PartMismatch))
            {
                progress.Complain(exception.Message);
                LogRetry(recordingId, exception);
                if (time.GetElapsedTime(start) + wait > options.Value.StoragePatience)
                {
                    throw new StreamFailure(StreamErrorCodes.StorageFailed, "The stream could not be stored: the storage failed for too long.", exception);
                }
            }

            await Task.Delay(Jitter(wait), time, cancellationToken);
        }
    }

    /// <summary>The same for what has no answer.</summary>
    /// <exception cref="StreamFailure">The storage failed for too long.</exception>
    public Task RunAsync(string recordingId, StreamProgress progress, Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        RunAsync(
            recordingId,
            progress,
            async cancel =>
            {
                await work(cancel);
                return true;
            },
            cancellationToken);

    private static TimeSpan Jitter(TimeSpan wait) => wait * (0.75 + (Random.Shared.NextDouble() / 2));

    [LoggerMessage(LogLevel.Warning, "The storage failed for stream {RecordingId}; it is tried again")]
    private partial void LogRetry(string recordingId, Exception exception);
}
