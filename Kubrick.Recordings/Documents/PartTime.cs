namespace Kubrick.Recordings.Documents;

/// <summary>The recorded time of a part of an upload.</summary>
internal sealed record PartTime
{
    /// <summary>From 1.</summary>
    public required int PartNumber { get; init; }

    /// <summary>The recorded time at the end of the part, in seconds.</summary>
    public required double EndSeconds { get; init; }
}
