namespace Kubrick.Transcoder.Streams;

/// <summary>
/// Reports at once what cannot wait for the next stored segment: that the storage fails or works again, and a kind of loss when it occurs for the first time. Without a storage
/// there is no next segment.
/// </summary>
internal sealed partial class StreamReporter(StreamEvents events, TimeProvider time, ILogger<StreamReporter> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Repetition = TimeSpan.FromSeconds(5);

    /// <summary>Reports until it is cancelled.</summary>
    public async Task RunAsync(string recordingId, StreamProgress progress, CancellationToken cancellationToken)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            await WaitAsync(progress, cancellationToken);
            progress.Urgent.TryRead(out _);
            foreach (var loss in progress.Losses.All.Where(loss => known.Add(loss.Kind)))
            {
                LogLoss(recordingId, loss.Kind, loss.Describe());
            }

            await events.ProgressedAsync(recordingId, progress, cancellationToken);
            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    /// <summary>Waits for news. A problem that lasts is reported again: the recorder may have connected to a replica that does not know of it.</summary>
    private async Task WaitAsync(StreamProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            var limit = progress.Problem is null ? Timeout.InfiniteTimeSpan : Repetition;
            await progress.Urgent.WaitToReadAsync(cancellationToken).AsTask().WaitAsync(limit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The problem lasts.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Media lost: stream {RecordingId}, {Kind}: {Sentence}")]
    private partial void LogLoss(string recordingId, string kind, string sentence);
}
