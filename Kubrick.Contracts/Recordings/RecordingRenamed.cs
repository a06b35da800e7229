namespace Kubrick.Contracts.Recordings;

/// <summary>A recording got another title. Published by Recordings, for those who show it beside facts of their own.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="Title">The title now.</param>
/// <param name="RenamedAt">When, in UTC.</param>
public sealed record RecordingRenamed(string RecordingId, string Title, DateTimeOffset RenamedAt);
