using System.Collections.Frozen;

namespace Kubrick.Recordings.Documents;

/// <summary>
/// The names of statuses in stored documents: ours, and two of the first (Node) system. There, a stream is <c>transcoding</c> from the claim of its worker and
/// <c>pending</c> from its end until the worker has finished. In both, the received media is stored and is being made playable: <c>processing</c>.
/// </summary>
internal static class StoredStatuses
{
    private static readonly FrozenDictionary<string, RecordingStatus> ByName = Enum.GetValues<RecordingStatus>()
        .Select(status => KeyValuePair.Create(WireNames<RecordingStatus>.Of(status), status))
        .Append(KeyValuePair.Create("pending", RecordingStatus.Processing))
        .Append(KeyValuePair.Create("transcoding", RecordingStatus.Processing))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The status of a stored name; null where it is unknown.</summary>
    public static RecordingStatus? Find(string stored) => ByName.TryGetValue(stored, out var status) ? status : null;

    /// <summary>Every stored name of a status.</summary>
    public static IEnumerable<string> NamesOf(RecordingStatus status) => ByName.Where(pair => pair.Value == status).Select(pair => pair.Key);
}
