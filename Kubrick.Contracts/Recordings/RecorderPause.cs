namespace Kubrick.Contracts.Recordings;

/// <summary>One pause of a recorder, as its browser measured it.</summary>
/// <param name="PausedAt">Its start, in UTC.</param>
/// <param name="ResumedAt">Its end, in UTC; null where the recorder did not report it.</param>
/// <param name="Duration">In s; null where the recorder did not report it.</param>
public sealed record RecorderPause(DateTimeOffset PausedAt, DateTimeOffset? ResumedAt, double? Duration);
