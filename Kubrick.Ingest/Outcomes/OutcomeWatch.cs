namespace Kubrick.Ingest.Outcomes;

/// <summary>Waits for the outcome of one stream.</summary>
internal sealed class OutcomeWatch(string recordingId, Action<OutcomeWatch> onDisposed) : IDisposable
{
    private readonly TaskCompletionSource<StreamOutcome> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string RecordingId => recordingId;

    /// <summary>Completes when the outcome is known.</summary>
    public Task<StreamOutcome> Outcome => outcome.Task;

    /// <summary>Tells it, from wherever it was learned.</summary>
    public void Report(StreamOutcome known) => outcome.TrySetResult(known);

    public void Dispose() => onDisposed(this);
}
