using Kubrick.Contracts.Streams;

namespace Kubrick.Ingest.Events;

/// <summary>The results that this replica has learned, for callers that wait for them. The last few are kept for callers that ask late. Until then, the progress of their streams.</summary>
internal sealed class StreamResults
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, HashSet<ResultWatch>> watches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StreamResult> known = new(StringComparer.Ordinal);
    private readonly RecentIds recent = new();

    /// <summary>Watches a recording from now on.</summary>
    public ResultWatch Watch(string recordingId)
    {
        lock (gate)
        {
            var watch = new ResultWatch(recordingId, Forget);
            if (known.TryGetValue(recordingId, out var result))
            {
                watch.Report(result);
            }
            else if (watches.TryGetValue(recordingId, out var others))
            {
                others.Add(watch);
            }
            else
            {
                watches[recordingId] = [watch];
            }

            return watch;
        }
    }

    /// <summary>Reports a result to all watches; false when it was known.</summary>
    public bool Report(StreamResult result)
    {
        lock (gate)
        {
            if (!recent.TryAdd(result.RecordingId, out var forgotten))
            {
                return false;
            }

            known[result.RecordingId] = result;
            if (forgotten is not null)
            {
                known.Remove(forgotten);
            }

            if (watches.Remove(result.RecordingId, out var waiting))
            {
                foreach (var watch in waiting)
                {
                    watch.Report(result);
                }
            }

            return true;
        }
    }

    /// <summary>Passes on what a worker reports of a running stream.</summary>
    public void Report(StreamProgressed progressed)
    {
        ResultWatch[] waiting;
        lock (gate)
        {
            waiting = watches.TryGetValue(progressed.RecordingId, out var found) ? [.. found] : [];
        }

        foreach (var watch in waiting)
        {
            watch.Report(progressed);
        }
    }

    private void Forget(ResultWatch watch)
    {
        lock (gate)
        {
            if (watches.TryGetValue(watch.RecordingId, out var others) && others.Remove(watch) && others.Count == 0)
            {
                watches.Remove(watch.RecordingId);
            }
        }
    }
}

/// <summary>Waits for the result of one stream, and follows its progress.</summary>
internal sealed class ResultWatch(string recordingId, Action<ResultWatch> onDisposed) : IDisposable
{
    private readonly TaskCompletionSource<StreamResult> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private StreamProgressed? latest;
    private Action<StreamProgressed>? onProgress;

    public string RecordingId => recordingId;

    /// <summary>Completes when the result is known.</summary>
    public Task<StreamResult> Result => result.Task;

    /// <summary>Sets the result, from whichever source it was learned.</summary>
    public void Report(StreamResult known) => result.TrySetResult(known);

    /// <summary>A worker reported progress. Older reports that arrive late are ignored.</summary>
    public void Report(StreamProgressed progressed)
    {
        Action<StreamProgressed>? handle;
        lock (gate)
        {
            if (progressed.At < latest?.At)
            {
                return;
            }

            latest = progressed;
            handle = onProgress;
        }

        handle?.Invoke(progressed);
    }

    /// <summary>Calls back with the last report, if there is one, and with every later one.</summary>
    public void Follow(Action<StreamProgressed> handle)
    {
        StreamProgressed? known;
        lock (gate)
        {
            onProgress = handle;
            known = latest;
        }

        if (known is not null)
        {
            handle(known);
        }
    }

    public void Dispose() => onDisposed(this);
}
