using System.Globalization;
using Kubrick.Recordings.Metadata;
using MongoDB.Bson;

namespace Kubrick.Recordings.Documents;

/// <summary>
/// One document of the collection <c>recordings</c>. It is immutable: a change creates a copy with <c>with</c>, and the store writes the
/// difference, guarded by <see cref="Version"/>. <c>docs/recordings.md</c> explains the fields.
/// </summary>
internal sealed record Recording
{
    /// <summary>The generation of the fields that the service adds. A document of an older generation, or of the first system, is filled in.</summary>
    public const int CurrentSchemaVersion = 3;

    public required ObjectId Id { get; init; }

    /// <summary>Increases by one with every change: the optimistic concurrency check and the entity tag.</summary>
    public long Version { get; init; } = 1;

    public required string Title { get; init; }

    /// <summary>The title without case, for sorting. Stored, never read back.</summary>
    public string TitleFolded => FoldedText.OfName(Title);

    public string? Description { get; init; }

    public required string RecorderName { get; init; }

    /// <summary>The name without case, for filtering and sorting. Stored, never read back.</summary>
    public string RecorderNameFolded => FoldedText.OfName(RecorderName);

    /// <summary>The client's metadata, its keys escaped by <see cref="MetadataKeys"/>.</summary>
    public BsonDocument? Metadata { get; init; }

    /// <summary>The terms of <c>filter[metadata.KEY]</c>. Stored, never read back.</summary>
    public IReadOnlyList<string> MetadataTerms => MetadataTerm.AllOf(Metadata);

    /// <summary>The text that the words of <c>filter[search]</c> match. Stored, never read back.</summary>
    public string SearchText => SearchTexts.Of(this);

    /// <summary>The texts that <c>key=value</c> in <c>filter[search]</c> matches. Stored, never read back.</summary>
    public IReadOnlyList<string> SearchFields => SearchTexts.FieldsOf(this);

    /// <summary>The terms of the search index. Stored, never read back.</summary>
    public BsonArray SearchTerms => SearchIndex.Of(this);

    public string Quality { get; init; } = VideoQualities.Default;

    /// <summary>Seconds.</summary>
    public double? Duration { get; init; }

    /// <summary>How often the recorder paused.</summary>
    public long PauseCount { get; init; }

    /// <summary>Seconds, not part of <see cref="Duration"/>.</summary>
    public double PauseDurationTotal { get; init; }

    public IReadOnlyList<PauseEvent> PauseEvents { get; init; } = [];

    /// <summary>The size of the stored object in bytes; null until the upload is complete.</summary>
    public long? FileBytes { get; init; }

    /// <summary>Which hashes of the original's parts are stored; null for none.</summary>
    public PartHashFacts? PartHashes { get; init; }

    public required string MimeType { get; init; }

    /// <summary>Whether the stored object's container is another than its uploader declared: its content type in the storage is wrong, and <see cref="MimeType"/> is right.</summary>
    public bool IsMimeTypeCorrected { get; init; }

    public string? StorageProvider { get; init; }

    public string? StorageBucket { get; init; }

    public string? StorageKey { get; init; }

    /// <summary>The sequence number in the key; kept, so that a change of the container changes only the extension.</summary>
    public int? StorageSequence { get; init; }

    /// <summary>Another place with its objects, during and for some time after a move; else null.</summary>
    public StorageCopy? StorageCopy { get; init; }

    /// <summary>
    /// The object that was stored when the recording last was ready or rejected; null where unknown. While it is uploaded again, this is the object that the upload replaces.
    /// </summary>
    public ObjectVersion? StoredVersion { get; init; }

    /// <summary>What was stored before the recording was uploaded again, the newest last; none of it is the present original.</summary>
    public IReadOnlyList<EarlierOriginal> Earlier { get; init; } = [];

    public string? ThumbnailKey { get; init; }

    /// <summary>Whether a thumbnail was announced and was not stored when the upload completed; then it has no address.</summary>
    public bool IsThumbnailMissing { get; init; }

    /// <summary>The provider's id of the open chunked upload. A secret: never sent to clients.</summary>
    public string? UploadId { get; init; }

    public UploadSessionFacts? UploadSession { get; init; }

    /// <summary>When its upload ended because its storage could not be reached; the reconciler completes it if it can be reached again. Null where it is not lost.</summary>
    public DateTimeOffset? LostAt { get; init; }

    /// <summary>The declared size of the file, in bytes.</summary>
    public long? DeclaredBytes { get; init; }

    /// <summary>
    /// The SHA-256 of the stored object in lower-case hex: as its uploader computed it, or, of a live stream, as the worker computed it from the received bytes. Null where
    /// unknown.
    /// </summary>
    public string? Sha256 { get; init; }

    /// <summary>Whether the stored object was compared with <see cref="Sha256"/> and is equal, or, of a live stream, was stored with it.</summary>
    public bool Sha256Verified { get; init; }

    /// <summary>
    /// A SHA-256 that was claimed after the upload was complete, in lower-case hex, while it is not known to be that of the stored object, or known to be another one. Nothing but the
    /// manifest depends on it.
    /// </summary>
    public string? LateSha256 { get; init; }

    /// <summary>The SHA-256 of the stored object as processing computed it, in lower-case hex; null before.</summary>
    public string? StoredSha256 { get; init; }

    /// <summary>The size of the stored object in bytes as processing found it, which is not <see cref="FileBytes"/> if it was cut off or replaced; null before.</summary>
    public long? StoredBytes { get; init; }

    /// <summary>The number of the newest request to process it; 0 before the first. Results of older requests are dropped.</summary>
    public int ProcessingGeneration { get; init; }

    /// <summary>The newest request to process it; null where none was made for the stored object.</summary>
    public ProcessingFacts? Processing { get; init; }

    public MediaProperties? Media { get; init; }

    /// <summary>What processing made of the stored object, in the order in which it was stored.</summary>
    public IReadOnlyList<DerivedObject> Derived { get; init; } = [];

    /// <summary>Whether the stored object is what had arrived when the reconciler completed the abandoned upload. It stays so while a client replaces it.</summary>
    public bool Recovered { get; init; }

    /// <summary>
    /// How much it lacks at least, at its end or in gaps, in seconds; null if unknown, or if it is whole. Of a recording that was recovered, or whose browser had no room for its end.
    /// </summary>
    public double? MissingSeconds { get; init; }

    /// <summary>How long the recorder of a recovered recording ran, as it last reported, in seconds; null if unknown, or not recovered.</summary>
    public double? RecordedSeconds { get; init; }

    public required PlaybackFormat PlaybackFormat { get; init; }

    public bool IsLiveStreaming { get; init; }

    /// <summary>When a recorder last asked to stream it. Every start changes the version, so a repair that has not seen it fails.</summary>
    public DateTimeOffset? StreamAskedAt { get; init; }

    public DateTimeOffset? StreamStartedAt { get; init; }

    public DateTimeOffset? StreamEndedAt { get; init; }

    public string? HlsManifestKey { get; init; }

    /// <summary>What of the stream could not be kept, by kind.</summary>
    public IReadOnlyList<StreamLossFact> Losses { get; init; } = [];

    /// <summary>Why it is in <c>error</c>, one sentence for people; null where the reason is unknown.</summary>
    public string? ErrorReason { get; init; }

    public SessionInfo SessionInfo { get; init; } = new();

    public RecordingStatus Status { get; init; } = RecordingStatus.Uploading;

    /// <summary>The status as the filter of lists matches it, whatever name is stored in <c>status</c>. Stored, never read back.</summary>
    public RecordingStatus ListedStatus => Status;

    /// <summary>The text in <c>status</c> where it is not one of the contract's names; null otherwise. Never written.</summary>
    public string? StoredStatus { get; init; }

    /// <summary>The status that an archived recording returns to; null while it is not archived.</summary>
    public RecordingStatus? StatusBeforeArchive { get; init; }

    /// <summary>The status outside the archive: that of an archived recording is the one that it returns to.</summary>
    public RecordingStatus LibraryStatus => StatusBeforeArchive ?? Status;

    /// <summary>The first key of the list indexes. Stored, never read back.</summary>
    public Shelf Shelf => this switch
    {
        { DeletedAt: not null } => Shelf.Deleted,
        { Status: RecordingStatus.Archived } => Shelf.Archive,
        _ => Shelf.Library,
    };

    public required DateTimeOffset RecordedAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Whether it must not be deleted, by anybody, until a client lifts the hold.</summary>
    public bool LegalHold { get; init; }

    /// <summary>The remaining steps of its deletion; null while it is not deleted.</summary>
    public DeletionProgress? Deletion { get; init; }

    /// <summary>Unpublished events, oldest first.</summary>
    public IReadOnlyList<OutboxEvent> Outbox { get; init; } = [];

    /// <summary>The generation of the fields. Stored, never read back.</summary>
    public int SchemaVersion { get; } = CurrentSchemaVersion;

    /// <summary>Whether the stored document has every field that the queries and the concurrency check need. Never written.</summary>
    public bool IsFilled { get; init; } = true;

    /// <summary>The stored fields that could not be read, with what is wrong. Never written.</summary>
    public IReadOnlyList<string> Defects { get; init; } = [];

    /// <summary>Adds an event, which is published after this version of the document is stored.</summary>
    public Recording Raise<TEvent>(TEvent happened, DateTimeOffset at)
        where TEvent : class => this with { Outbox = [.. Outbox, OutboxEvents.Pack(happened, at)] };

    /// <summary>The title of a recording that was given none.</summary>
    public static string DefaultTitle(DateTimeOffset createdAt) =>
        "Recording " + createdAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
