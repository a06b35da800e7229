namespace Kubrick.Recordings.Documents;

/// <summary>What the deletion of a recording still has to do.</summary>
internal sealed record DeletionProgress
{
    /// <summary>When the background job looks at it next.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When the stored objects were removed the first time; null until then.</summary>
    public DateTimeOffset? ObjectsRemovedAt { get; init; }

    /// <summary>How many times in a row the storage could not be reached.</summary>
    public int Failures { get; init; }
}
