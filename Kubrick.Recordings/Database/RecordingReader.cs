using System.Collections.Frozen;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Metadata;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;

namespace Kubrick.Recordings.Database;

/// <summary>
/// Reads a stored document, whatever it contains: of this system, of the first (Node) system, or damaged. A field that cannot be read has its default and is named
/// in <see cref="Recording.Defects"/>; nothing is thrown, so that one document never fails a list.
/// </summary>
internal static class RecordingReader
{
    private const int MaxMetadataBytes = 256 * 1024;
    private const int MaxMetadataDepth = 32;
    private const int MaxPauses = 1000;
    private const int MaxPartTimes = 100;
    private const int MaxLosses = 100;

    private static readonly FrozenSet<string> Names = NamesOf(typeof(Recording));
    private static readonly FrozenSet<string> PartHashNames = NamesOf(typeof(PartHashFacts));
    private static readonly FrozenSet<string> SessionNames = NamesOf(typeof(SessionInfo));
    private static readonly FrozenSet<string> UploadNames = NamesOf(typeof(UploadSessionFacts));
    private static readonly FrozenSet<string> PartNames = NamesOf(typeof(PartTime));
    private static readonly FrozenSet<string> DeletionNames = NamesOf(typeof(DeletionProgress));
    private static readonly FrozenSet<string> EventNames = NamesOf(typeof(OutboxEvent));
    private static readonly FrozenSet<string> PauseNames = NamesOf(typeof(PauseEvent));
    private static readonly FrozenSet<string> LossNames = NamesOf(typeof(StreamLossFact));

    /// <summary>The recording of a document.</summary>
    public static Recording Read(IByteBuffer document)
    {
        var fields = DocumentFields.Read(document, Names);
        var (status, storedStatus) = ReadStatus(fields);
        var version = fields.Scalar("version") is { BsonType: BsonType.Int32 or BsonType.Int64 } stored && stored.ToInt64() > 0 ? stored.ToInt64() : (long?)null;
        var shelf = fields.Scalar("shelf") is BsonString { Value: var name } ? WireNames<Shelf>.Find(name) : null;
        var id = fields.Id();
        var createdAt = fields.Instant("createdAt") ?? CreationOf(id);
        var recording = new Recording
        {
            Id = PublicIds.Of(id),
            Version = version ?? 1,
            Title = fields.Text("title") ?? Recording.DefaultTitle(createdAt),
            Description = fields.Text("description"),
            RecorderName = fields.Text("recorderName") ?? "",
            Metadata = ReadMetadata(fields, areKeysEscaped: shelf is not null),
            Quality = fields.Text("quality") ?? VideoQualities.Default,
            Duration = fields.Number("duration"),
            PauseCount = fields.Whole("pauseCount") ?? 0,
            PauseDurationTotal = fields.Number("pauseDurationTotal") ?? 0,
            PauseEvents = ReadPauses(fields),
            FileBytes = fields.Whole("fileBytes"),
            PartHashes = ReadPartHashes(fields),
            MimeType = fields.Text("mimeType") ?? MediaTypes.Default,
            IsMimeTypeCorrected = fields.Truth("isMimeTypeCorrected") ?? false,
            StorageProvider = fields.Text("storageProvider"),
            StorageBucket = fields.Text("storageBucket"),
            StorageKey = fields.Text("storageKey"),
            StorageSequence = fields.Convert<int?>("storageSequence", value => LenientValues.Whole(value) is >= 0 and <= int.MaxValue and var number ? (int)number : null),
            StorageCopy = StorageReader.Copy(fields),
            StoredVersion = StorageReader.Version(fields, "storedVersion"),
            Earlier = StorageReader.Earlier(fields),
            ThumbnailKey = fields.Text("thumbnailKey"),
            IsThumbnailMissing = fields.Truth("isThumbnailMissing") ?? false,
            UploadId = fields.Text("uploadId"),
            UploadSession = ReadUpload(fields),
            LostAt = fields.Instant("lostAt"),
            DeclaredBytes = fields.Whole("declaredBytes"),
            Sha256 = fields.Text("sha256"),
            Sha256Verified = fields.Truth("sha256Verified") ?? false,
            LateSha256 = fields.Text("lateSha256"),
            StoredSha256 = fields.Text("storedSha256"),
            StoredBytes = fields.Whole("storedBytes"),
            ProcessingGeneration = (int)Math.Clamp(fields.Whole("processingGeneration") ?? 0, 0, int.MaxValue),
            Processing = ProcessingReader.Facts(fields),
            Media = ProcessingReader.Media(fields),
            Derived = ProcessingReader.Derived(fields),
            Recovered = fields.Truth("recovered") ?? false,
            MissingSeconds = fields.Number("missingSeconds"),
            RecordedSeconds = fields.Number("recordedSeconds"),
            PlaybackFormat = fields.Convert("playbackFormat", value => LenientValues.Text(value) is { } format ? WireNames<PlaybackFormat>.Find(format) : null) ?? FormatOf(fields),
            IsLiveStreaming = fields.Truth("isLiveStreaming") ?? false,
            StreamAskedAt = fields.Instant("streamAskedAt"),
            StreamStartedAt = fields.Instant("streamStartedAt"),
            StreamEndedAt = fields.Instant("streamEndedAt"),
            HlsManifestKey = fields.Text("hlsManifestKey"),
            Losses = ReadLosses(fields),
            ErrorReason = fields.Text("errorReason"),
            SessionInfo = ReadSession(fields),
            Status = status,
            StoredStatus = storedStatus,
            StatusBeforeArchive = fields.Convert("statusBeforeArchive", value => LenientValues.Text(value) is { } before ? StoredStatuses.Find(before) : null),
            RecordedAt = fields.Instant("recordedAt") ?? createdAt,
            CreatedAt = createdAt,
            UpdatedAt = fields.Instant("updatedAt") ?? createdAt,
            DeletedAt = fields.Instant("deletedAt"),
            // What cannot be read must not lead to a deletion.
            LegalHold = fields.Truth("legalHold") ?? fields.Has("legalHold"),
            Deletion = ReadDeletion(fields),
            Outbox = ReadOutbox(fields),
            IsFilled = version is not null && shelf is not null && id is BsonObjectId && IsCurrent(fields.Scalar("schemaVersion")),
        };
        return recording with { Defects = fields.Defects, StatusBeforeArchive = recording.StatusBeforeArchive ?? StatusBeforeArchiveOf(recording) };
    }

    /// <summary>The first system did not store the status before the archive: what has its media, as far as the document says, was ready.</summary>
    private static RecordingStatus? StatusBeforeArchiveOf(Recording recording) => recording switch
    {
        { Status: not RecordingStatus.Archived } => null,
        { UploadId: not null } => RecordingStatus.Error,
        { StorageKey: not null } or { HlsManifestKey: not null } or { PlaybackFormat: PlaybackFormat.Hls, StreamEndedAt: not null } => RecordingStatus.Ready,
        _ => RecordingStatus.Error,
    };

    private static bool IsCurrent(BsonValue? schema) => schema is { IsNumeric: true } && schema.ToDouble() >= Recording.CurrentSchemaVersion;

    private static (RecordingStatus Status, string? Stored) ReadStatus(DocumentFields fields)
    {
        if (!fields.Has("status"))
        {
            fields.Fail("status", "missing");
            return (RecordingStatus.Error, null);
        }

        var text = fields.Text("status");
        if (text is null)
        {
            return (RecordingStatus.Error, null);
        }

        if (StoredStatuses.Find(text) is { } status)
        {
            return (status, WireNames<RecordingStatus>.Find(text) is null ? text : null);
        }

        var shown = text.Cut(100);
        fields.Fail("status", $"'{shown}' is not a status");
        return (RecordingStatus.Error, shown);
    }

    private static BsonDocument? ReadMetadata(DocumentFields fields, bool areKeysEscaped)
    {
        if (fields.Bytes("metadata") is not { } bytes)
        {
            return null;
        }

        if (bytes.Length > MaxMetadataBytes)
        {
            fields.Fail("metadata", $"more than {MaxMetadataBytes / 1024} KiB");
            return null;
        }

        var (readable, replaced, levels) = ReadableBson.AllLevels(bytes);
        if (levels > MaxMetadataDepth)
        {
            fields.Fail("metadata", $"more than {MaxMetadataDepth} levels");
            return null;
        }

        if (replaced > 0)
        {
            fields.Fail("metadata", $"{replaced} values that cannot be read");
        }

        try
        {
            // The first system stored the keys as they are.
            var metadata = StoredDocument.ReadDocument(readable);
            return areKeysEscaped ? metadata : MetadataKeys.Escape(metadata);
        }
        catch (Exception exception)
        {
            // The bytes are malformed; a server does not store such a document.
            fields.Fail("metadata", exception.GetType().Name);
            return null;
        }
    }

    // A stream has its playlist's key from its start on, at the latest from its end.
    private static PlaybackFormat FormatOf(DocumentFields fields) =>
        fields.Has("streamStartedAt") || fields.Has("hlsManifestKey") || fields.Scalar("storageKey") is BsonString { Value: var key } && key.EndsWith(".m3u8", StringComparison.OrdinalIgnoreCase)
            ? PlaybackFormat.Hls
            : PlaybackFormat.Video;

    private static DateTimeOffset CreationOf(BsonValue id) =>
        id is BsonObjectId known ? new DateTimeOffset(known.Value.CreationTime, TimeSpan.Zero) : DateTimeOffset.UnixEpoch;

    private static List<PauseEvent> ReadPauses(DocumentFields fields) =>
    [
        .. from pause in fields.Objects("pauseEvents", PauseNames, MaxPauses)
           select new PauseEvent { PausedAt = pause.Instant("pausedAt"), ResumedAt = pause.Instant("resumedAt"), Duration = pause.Number("duration") },
    ];

    private static List<StreamLossFact> ReadLosses(DocumentFields fields) =>
    [
        .. from loss in fields.Objects("losses", LossNames, MaxLosses)
           where loss.Text("kind") is { Length: > 0 } && loss.Whole("count") is > 0
           select new StreamLossFact { Kind = loss.Text("kind")!, Count = loss.Whole("count")!.Value },
    ];

    private static PartHashFacts? ReadPartHashes(DocumentFields fields) =>
        fields.Object("partHashes", PartHashNames) is { } hashes && hashes.Text("algorithm") is { } algorithm && hashes.Text("source") is { } source
            && hashes.Text("digest") is { } digest && hashes.Whole("partBytes") is > 0 and var size
            ? new PartHashFacts { Algorithm = algorithm, Source = source, PartBytes = size, Digest = digest }
            : null;

    private static SessionInfo ReadSession(DocumentFields fields) => fields.Object("sessionInfo", SessionNames) is not { } session
        ? new SessionInfo()
        : new SessionInfo
        {
            IpAddress = session.Text("ipAddress"),
            Timezone = session.Text("timezone"),
            TimezoneOffset = session.Whole("timezoneOffset"),
            BrowserName = session.Text("browserName"),
            BrowserVersion = session.Text("browserVersion"),
            OsName = session.Text("osName"),
            OsVersion = session.Text("osVersion"),
            ScreenResolution = session.Text("screenResolution"),
            Language = session.Text("language"),
            UserAgent = session.Text("userAgent"),
            DeviceType = session.Text("deviceType") ?? "unknown",
        };

    private static UploadSessionFacts? ReadUpload(DocumentFields fields) =>
        fields.Object("uploadSession", UploadNames) is { } session && session.Whole("chunkSize") is > 0 and var size
            ? new UploadSessionFacts
            {
                ChunkSize = size,
                IsOpenEnded = session.Truth("isOpenEnded") ?? false,
                StartedAt = session.Instant("startedAt"),
                LastPartAt = session.Instant("lastPartAt"),
                RecordedSeconds = session.Number("recordedSeconds"),
                PartTimes = ReadPartTimes(session),
                RecoveredBytes = session.Whole("recoveredBytes"),
                RecoveredSeconds = session.Number("recoveredSeconds"),
                IsStartMissing = session.Truth("isStartMissing") ?? false,
                Sha256 = session.Text("sha256"),
                Duration = session.Number("duration"),
                ExpiresAt = session.Instant("expiresAt"),
            }
            : null;

    private static List<PartTime> ReadPartTimes(DocumentFields session) =>
    [
        .. from time in session.Objects("partTimes", PartNames, MaxPartTimes)
           where time.Whole("partNumber") is > 0 and <= int.MaxValue && time.Number("endSeconds") is >= 0
           select new PartTime { PartNumber = (int)time.Whole("partNumber")!.Value, EndSeconds = time.Number("endSeconds")!.Value },
    ];

    private static DeletionProgress? ReadDeletion(DocumentFields fields) =>
        fields.Object("deletion", DeletionNames) is { } deletion
            ? new DeletionProgress
            {
                DueAt = deletion.Instant("dueAt") ?? DateTimeOffset.UnixEpoch,
                ObjectsRemovedAt = deletion.Instant("objectsRemovedAt"),
                Failures = (int)Math.Clamp(deletion.Whole("failures") ?? 0, 0, int.MaxValue),
            }
            : null;

    private static List<OutboxEvent> ReadOutbox(DocumentFields fields)
    {
        var events = new List<OutboxEvent>();
        foreach (var item in fields.Objects("outbox", EventNames, int.MaxValue))
        {
            if (item.Text("messageId") is { } id && Guid.TryParseExact(id, "N", out _) && item.Text("type") is { } type && item.Text("body") is { } body)
            {
                events.Add(new OutboxEvent
                {
                    MessageId = id,
                    Type = type,
                    Body = body,
                    TraceParent = item.Text("traceParent"),
                    At = item.Instant("at") ?? DateTimeOffset.UnixEpoch,
                });
            }
            else
            {
                fields.Fail("outbox", "an incomplete event");
            }
        }

        return events;
    }

    /// <summary>The stored names of a type's fields.</summary>
    internal static FrozenSet<string> NamesOf(Type type) => BsonClassMap.LookupClassMap(type).AllMemberMaps.Select(member => member.ElementName).ToFrozenSet(StringComparer.Ordinal);
}
