using Kubrick.Recordings.Documents;
using MongoDB.Bson;

namespace Kubrick.Recordings.Tests.Existing;

/// <summary>Malformed documents, each by the name of its fault.</summary>
internal static class HostileDocuments
{
    private static readonly string[] Fields =
    [
        "title", "description", "recorderName", "storageProvider", "storageBucket", "storageKey", "thumbnailKey", "uploadId", "playbackFormat", "isLiveStreaming", "duration",
        "fileBytes", "mimeType", "quality", "sessionInfo", "status", "recordedAt", "createdAt", "updatedAt", "streamStartedAt", "streamEndedAt", "pauseCount",
        "pauseDurationTotal", "pauseEvents", "statusBeforeArchive", "storageSequence", "declaredBytes", "uploadSession", "hlsManifestKey", "losses", "errorReason", "version", "shelf", "outbox",
        "titleFolded", "recorderNameFolded", "metadataTerms", "isThumbnailMissing", "streamAskedAt", "listedStatus", "searchText", "searchFields",
        "searchTerms", "deletion", "metadata", "schemaVersion",
    ];

    public static IReadOnlyDictionary<string, BsonDocument> All { get; } = Create();

    private static Dictionary<string, BsonDocument> Create()
    {
        var all = new Dictionary<string, BsonDocument>
        {
            ["only an id"] = new("_id", ObjectId.GenerateNewId()),
            ["a string of 24 digits as id"] = FirstSystem.Video(change: video => video["_id"] = ObjectId.GenerateNewId().ToString()),
            ["a word as id"] = FirstSystem.Video(change: video => video["_id"] = "interview-1"),
            ["a number as id"] = FirstSystem.Video(change: video => video["_id"] = 42),
            ["a document as id"] = FirstSystem.Video(change: video => video["_id"] = new BsonDocument { ["a"] = 1, ["b"] = "x" }),
            ["an unknown status"] = FirstSystem.Video("frobnicated"),
            ["a status in capitals"] = FirstSystem.Video("READY"),
            ["a number as status"] = With("status", 7),
            ["dates as strings"] = With(("createdAt", "2026-01-08T12:00:00.000Z"), ("updatedAt", "2026-01-08T12:00:00-05:00"), ("recordedAt", "yesterday")),
            ["dates as numbers"] = With(("createdAt", 1_767_873_600_000.0), ("updatedAt", 1_767_873_600), ("recordedAt", double.NaN)),
            ["dates out of range"] = With(("createdAt", new BsonDateTime(long.MaxValue)), ("updatedAt", new BsonDateTime(long.MinValue)), ("recordedAt", 1e300)),
            ["a list as creation time"] = With("createdAt", new BsonArray { FirstSystem.Noon, "x" }),
            ["numbers that JSON does not have"] = With(("duration", double.NaN), ("fileBytes", double.PositiveInfinity), ("pauseDurationTotal", double.NegativeInfinity)),
            ["numbers out of range"] = With(("duration", Decimal128.MaxValue), ("fileBytes", 1e300), ("storageSequence", long.MaxValue)),
            ["numbers as strings"] = With(("duration", "61.5"), ("fileBytes", "1000"), ("pauseCount", "two")),
            ["a title of 1 MB"] = With("title", new string('x', 1_000_000)),
            ["a title that is a symbol"] = With("title", new BsonDocument("$ne", 1)),
            ["a name with NUL"] = With("recorderName", "a\0b"),
            ["metadata of 2 MB"] = With("metadata", new BsonDocument("a", new string('x', 2_000_000))),
            ["metadata with 20,000 keys"] = With("metadata", new BsonDocument(Enumerable.Range(0, 20_000).Select(number => new BsonElement($"key{number}", number)))),
            ["metadata of 90 levels"] = With("metadata", Nested(90)),
            ["metadata that is a string"] = With("metadata", "none"),
            ["metadata that is a list"] = With("metadata", new BsonArray { 1, 2 }),
            ["metadata with keys of operators"] = With("metadata", new BsonDocument { ["a.b"] = 1, [""] = 2, ["50%"] = 3 }),
            ["a short UUID in the metadata"] = RawBson.Of(With("metadata", new BsonDocument { ["a"] = "x", ["id"] = RawBson.ShortUuid })),
            ["a short UUID of old drivers in the metadata"] = RawBson.Of(With("metadata", new BsonDocument { ["a"] = "x", ["id"] = RawBson.ShortLegacyUuid })),
            ["a pointer in the metadata"] = RawBson.Of(With("metadata", new BsonDocument { ["to"] = RawBson.Pointer, ["a"] = "x" })),
            ["pointers deep in the metadata"] = RawBson.Of(With("metadata", new BsonDocument("list", new BsonArray { RawBson.Pointer, new BsonDocument("to", RawBson.Pointer) }))),
            ["pointers in arrays"] = RawBson.Of(With(
                ("pauseEvents", new BsonArray { RawBson.Pointer, new BsonDocument("pausedAt", RawBson.Pointer) }), ("outbox", new BsonArray { RawBson.Pointer, 1 }))),
            ["a list with a pointer as creation time"] = RawBson.Of(With("createdAt", new BsonArray { RawBson.Pointer })),
            ["a pointer in an unknown field"] = RawBson.Of(With(("aaa", RawBson.Pointer), ("other", new BsonDocument("to", RawBson.Pointer)))),
            ["fields twice"] = new BsonDocument(allowDuplicateNames: true) { { "_id", ObjectId.GenerateNewId() }, { "title", "first" }, { "title", 2 }, { "status", "ready" }, { "status", 3 } },
            ["a key that leads out of the bucket"] = With(("storageKey", "../../etc/passwd"), ("thumbnailKey", "/etc/passwd"), ("hlsManifestKey", "..\\x.m3u8")),
            ["a playlist at the root of the bucket"] = With(("storageKey", "stream.m3u8"), ("playbackFormat", "hls")),
            ["a provider that does not exist"] = With(("storageProvider", "azure"), ("storageBucket", 7)),
            ["pauses that are none"] = With("pauseEvents", new BsonArray { 1, "x", BsonNull.Value, new BsonDocument("pausedAt", "never"), new BsonArray() }),
            ["5,000 pauses"] = With("pauseEvents", new BsonArray(Enumerable.Repeat(new BsonDocument("duration", 1), 5000))),
            ["a session of wrong types"] = With("sessionInfo", new BsonDocument { ["timezoneOffset"] = "x", ["deviceType"] = 3, ["userAgent"] = new BsonDocument() }),
            ["an outbox of wrong items"] = With("outbox", new BsonArray { 1, new BsonDocument("at", FirstSystem.Noon), new BsonDocument { ["at"] = FirstSystem.Noon, ["messageId"] = "x" } }),
            ["a shelf of another version"] = With(("shelf", "attic"), ("version", 3), ("schemaVersion", Recording.CurrentSchemaVersion)),
            ["a version that is no number"] = With(("shelf", "library"), ("version", "abc"), ("schemaVersion", Recording.CurrentSchemaVersion)),
            ["a negative version"] = With(("shelf", "library"), ("version", -3)),
        };
        all["null as every field"] = With([.. Fields.Select(field => (field, (BsonValue)BsonNull.Value))]);
        all["bytes as every field"] = With([.. Fields.Select(field => (field, (BsonValue)new BsonBinaryData([1, 2, 3])))]);
        all["pointers as every field"] = RawBson.Of(With([.. Fields.Select(field => (field, (BsonValue)RawBson.Pointer))]));
        all["short UUIDs as every field"] = RawBson.Of(With([.. Fields.Select(field => (field, (BsonValue)RawBson.ShortUuid))]));
        foreach (var field in Fields)
        {
            all[$"an empty document as {field}"] = With(field, new BsonDocument());
            all[$"a regular expression as {field}"] = With(field, new BsonRegularExpression("(a+)+$"));
        }

        return all;
    }

    private static BsonDocument With(string field, BsonValue value) => With((field, value));

    private static BsonDocument With(params (string Field, BsonValue Value)[] changes) => FirstSystem.Video(change: video =>
    {
        foreach (var (field, value) in changes)
        {
            video[field] = value;
        }
    });

    private static BsonDocument Nested(int levels) =>
        Enumerable.Range(0, levels).Aggregate(new BsonDocument("leaf", 1), (inner, _) => new BsonDocument("a", inner));
}
