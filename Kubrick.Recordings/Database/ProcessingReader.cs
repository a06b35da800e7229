using System.Collections.Frozen;
using Kubrick.Recordings.Documents;

namespace Kubrick.Recordings.Database;

/// <summary>Reads what a stored document says of a recording's processing.</summary>
internal static class ProcessingReader
{
    private const int MaxDerived = 1000;

    private static readonly FrozenSet<string> FactNames = RecordingReader.NamesOf(typeof(ProcessingFacts));
    private static readonly FrozenSet<string> MediaNames = RecordingReader.NamesOf(typeof(MediaProperties));
    private static readonly FrozenSet<string> DerivedNames = RecordingReader.NamesOf(typeof(DerivedObject));

    /// <summary>The newest request; null where there is none that can be read.</summary>
    public static ProcessingFacts? Facts(DocumentFields fields) =>
        fields.Object("processing", FactNames) is { } processing
        && processing.Convert("state", value => LenientValues.Text(value) is { } state ? WireNames<ProcessingState>.Find(state) : null) is { } state
            ? new ProcessingFacts
            {
                State = state,
                Reason = processing.Text("reason"),
                WantsMp4 = processing.Truth("wantsMp4") ?? false,
                IsBackfill = processing.Truth("isBackfill") ?? false,
                ChangedAt = processing.Instant("changedAt") ?? DateTimeOffset.UnixEpoch,
            }
            : null;

    /// <summary>The properties of the media; null before they are known.</summary>
    public static MediaProperties? Media(DocumentFields fields) => fields.Object("media", MediaNames) is { } media
        ? new MediaProperties
        {
            Width = Pixels(media, "width"),
            Height = Pixels(media, "height"),
            VideoCodec = media.Text("videoCodec"),
            AudioCodec = media.Text("audioCodec"),
        }
        : null;

    /// <summary>The stored objects that were made from the original.</summary>
    public static List<DerivedObject> Derived(DocumentFields fields)
    {
        var made = new List<DerivedObject>();
        foreach (var item in fields.Objects("derived", DerivedNames, MaxDerived))
        {
            if (item.Text("kind") is { } kind && item.Text("key") is { } key)
            {
                made.Add(new DerivedObject
                {
                    Kind = kind,
                    Key = key,
                    MimeType = item.Text("mimeType") ?? "application/octet-stream",
                    Bytes = item.Whole("bytes") ?? 0,
                    Sha256 = item.Text("sha256") ?? "",
                    ParentSha256 = item.Text("parentSha256") ?? "",
                });
            }
            else
            {
                fields.Fail("derived", "an incomplete object");
            }
        }

        return made;
    }

    private static int? Pixels(DocumentFields fields, string name) => fields.Whole(name) is > 0 and <= int.MaxValue and var pixels ? (int)pixels : null;
}
