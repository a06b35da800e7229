using System.Collections.Frozen;
using Kubrick.Recordings.Documents;

namespace Kubrick.Recordings.Database;

/// <summary>Reads what a stored document says of the places of a recording's objects.</summary>
internal static class StorageReader
{
    /// <summary>More than are ever stored: what is not read is not removed with the recording.</summary>
    private const int MaxEarlier = 10 * EarlierOriginal.Max;

    private static readonly FrozenSet<string> CopyNames = RecordingReader.NamesOf(typeof(StorageCopy));
    private static readonly FrozenSet<string> VersionNames = RecordingReader.NamesOf(typeof(ObjectVersion));
    private static readonly FrozenSet<string> EarlierNames = RecordingReader.NamesOf(typeof(EarlierOriginal));

    /// <summary>The other place of a move; null where there is none that can be read.</summary>
    public static StorageCopy? Copy(DocumentFields fields) =>
        fields.Object("storageCopy", CopyNames) is { } copy && copy.Text("provider") is { } provider && copy.Text("bucket") is { } bucket
            ? new StorageCopy
            {
                Provider = provider,
                Bucket = bucket,
                StartedAt = copy.Instant("startedAt") ?? DateTimeOffset.UnixEpoch,
                Token = copy.Text("token"),
                RenewedAt = copy.Instant("renewedAt"),
                RemoveAt = copy.Instant("removeAt"),
                Failures = (int)Math.Clamp(copy.Whole("failures") ?? 0, 0, int.MaxValue),
            }
            : null;

    /// <summary>A version of an object; null where it is not stored.</summary>
    public static ObjectVersion? Version(DocumentFields fields, string name) => fields.Object(name, VersionNames) is { } version
        ? ObjectVersion.Of(version.Text("eTag"), version.Instant("storedAt"))
        : null;

    /// <summary>The earlier originals that can be read. Earlier versions stored one, and no array.</summary>
    public static List<EarlierOriginal> Earlier(DocumentFields fields) =>
    [
        .. from earlier in fields.OneOrMore("earlier", EarlierNames, MaxEarlier)
           where earlier.Text("key") is not null && earlier.Whole("fileBytes") is > 0
           select new EarlierOriginal
           {
               Provider = earlier.Text("provider"),
               Bucket = earlier.Text("bucket"),
               Key = earlier.Text("key")!,
               MimeType = earlier.Text("mimeType") ?? MediaTypes.Default,
               IsMimeTypeCorrected = earlier.Truth("isMimeTypeCorrected") ?? false,
               FileBytes = earlier.Whole("fileBytes")!.Value,
               Version = Version(earlier, "version"),
               ErrorReason = earlier.Text("errorReason"),
           },
    ];
}
