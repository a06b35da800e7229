namespace Kubrick.Contracts.Uploads;

/// <summary>Notes that a client is sending a chunked upload, and how much it has recorded.</summary>
/// <param name="PartNumber">The part that it sends, from 1.</param>
/// <param name="RecordedSeconds">The recorded time so far, in seconds; null if unknown.</param>
/// <param name="EndSeconds">The recorded time at the end of the part, in seconds; null if unknown.</param>
public sealed record NotePart(int PartNumber, double? RecordedSeconds, double? EndSeconds);
