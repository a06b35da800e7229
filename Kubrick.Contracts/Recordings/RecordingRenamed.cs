namespace Kubrick.Contracts.Recordings;

/// <summary>The title of a recording changed. Published by Recordings, for services that store a copy of the title.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="Title">The new title.</param>
/// <param name="RenamedAt">The time, in UTC.</param>
public sealed record RecordingRenamed(string RecordingId, string Title, DateTimeOffset RenamedAt);
