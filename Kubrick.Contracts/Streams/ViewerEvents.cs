namespace Kubrick.Contracts.Streams;

/// <summary>A viewer joined. Published by Playback.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="ViewerId">The viewer's own id.</param>
/// <param name="ViewerCount">The number of viewers now.</param>
/// <param name="At">The time, in UTC.</param>
public sealed record ViewerJoined(string RecordingId, string ViewerId, int ViewerCount, DateTimeOffset At);

/// <summary>A viewer left or did not renew. Published by Playback.</summary>
/// <param name="RecordingId">The recording's id, 24 hex digits.</param>
/// <param name="ViewerId">The viewer's own id.</param>
/// <param name="ViewerCount">The number of viewers now.</param>
/// <param name="At">The time, in UTC.</param>
public sealed record ViewerLeft(string RecordingId, string ViewerId, int ViewerCount, DateTimeOffset At);
