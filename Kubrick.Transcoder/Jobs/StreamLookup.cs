using Kubrick.Contracts.Logs;
using Kubrick.Storage;
using Kubrick.StreamLogs;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Jobs;

/// <summary>Finds out whether there is work to do for a job.</summary>
internal sealed class StreamLookup(StreamLogClient logs, IObjectReader objects, StorageKeys keys, TimeProvider time)
{
    private const int MaxAttempts = 5;

    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether the stream has a chunk log. Asks several times: a broker that is starting may not know its logs yet, and a dropped job is a stream that never ends.</summary>
    public async Task<bool> HasChunkLogAsync(string recordingId, CancellationToken cancellationToken)
    {
        for (var attempt = 1; !await logs.ExistsAsync(LogNames.ChunkLog(recordingId), cancellationToken); attempt++)
        {
            if (attempt == MaxAttempts)
            {
                return false;
            }

            await Task.Delay(RetryInterval, time, cancellationToken);
        }

        return true;
    }

    /// <summary>
    /// Whether the storage has output of the stream. Together with a missing checkpoint this means that another worker finished the stream and only its acknowledgement was lost.
    /// </summary>
    /// <exception cref="StreamFailure">The storage failed for too long.</exception>
    public async Task<bool> HasOutputAsync(OwnedStream stream, CancellationToken cancellationToken)
    {
        string[] outputs =
        [
            keys.Playlist(stream.Id),
            keys.Video(stream.Id, stream.Job.CreatedAt, stream.Job.StorageSequence, "video/webm"),
            keys.Video(stream.Id, stream.Job.CreatedAt, stream.Job.StorageSequence, "video/mp4"),
        ];
        foreach (var key in outputs)
        {
            if (await stream.Retry.RunAsync(cancel => objects.FindAsync(key, cancel), cancellationToken) is not null)
            {
                return true;
            }
        }

        return false;
    }
}
