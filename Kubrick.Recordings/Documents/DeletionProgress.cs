namespace Kubrick.Recordings.Documents;

/// <summary>The remaining steps of a deletion.</summary>
internal sealed record DeletionProgress
{
    /// <summary>When the background job takes the next step.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When the stored objects were removed for the first time; null until then.</summary>
    public DateTimeOffset? ObjectsRemovedAt { get; init; }

    /// <summary>Consecutive failures of the storage.</summary>
    public int Failures { get; init; }
}
