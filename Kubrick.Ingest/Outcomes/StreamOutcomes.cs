namespace Kubrick.Ingest.Outcomes;

/// <summary>The outcomes that this replica heard of, for those who wait for them. It remembers the last few, for those who ask late.</summary>
internal sealed class StreamOutcomes
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, HashSet<OutcomeWatch>> watches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StreamOutcome> known = new(StringComparer.Ordinal);
    private readonly RecentIds recent = new();

    /// <summary>Watches a recording from now on.</summary>
    public OutcomeWatch Watch(string recordingId)
    {
        lock (gate)
        {
            var watch = new OutcomeWatch(recordingId, Forget);
            if (known.TryGetValue(recordingId, out var outcome))
            {
                watch.Report(outcome);
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

    /// <summary>Tells of an outcome; false where it was known.</summary>
    public bool Report(StreamOutcome outcome)
    {
        lock (gate)
        {
            if (!recent.TryAdd(outcome.RecordingId, out var forgotten))
            {
                return false;
            }

            known[outcome.RecordingId] = outcome;
            if (forgotten is not null)
            {
                known.Remove(forgotten);
            }

            if (watches.Remove(outcome.RecordingId, out var waiting))
            {
                foreach (var watch in waiting)
                {
                    watch.Report(outcome);
                }
            }

            return true;
        }
    }

    private void Forget(OutcomeWatch watch)
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
