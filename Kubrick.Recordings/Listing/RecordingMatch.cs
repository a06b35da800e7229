using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Metadata;

namespace Kubrick.Recordings.Listing;

/// <summary>Decides whether one recording is in a list, as the database decides it of filled documents (<see cref="RecordingQuery.ToFilter"/>).</summary>
internal static class RecordingMatch
{
    public static bool IsMatch(this RecordingQuery query, Recording recording) =>
        recording.Shelf == query.Shelf
        && (query.Status is null or RecordingStatus.Archived || recording.ListedStatus == query.Status)
        && (query.FoldedName is not { } name || recording.RecorderNameFolded.Contains(name, StringComparison.Ordinal))
        && (query.From is not { } from || Milliseconds(recording.RecordedAt) >= Milliseconds(from))
        && (query.Before is not { } before || Milliseconds(recording.RecordedAt) < Milliseconds(before))
        && (query.Search?.IsMatch(recording) ?? true)
        && (query.Metadata.Count == 0 || query.Metadata.All(pair => recording.MetadataTerms.Contains(MetadataTerm.Of(pair.Key, pair.Value))));

    // The precision of the database.
    private static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();
}
