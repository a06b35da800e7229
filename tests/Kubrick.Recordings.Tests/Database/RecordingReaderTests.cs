using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Tests.Existing;
using Kubrick.Recordings.Tests.Hosting;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;

namespace Kubrick.Recordings.Tests.Database;

public sealed class RecordingReaderTests
{
    // What is computed for queries is not read back.
    private static readonly string[] Computed = ["titleFolded", "recorderNameFolded", "metadataTerms", "shelf", "listedStatus", "schemaVersion", "searchText", "searchFields", "searchTerms"];

    private static readonly EarlierOriginal Earlier = new()
    {
        Provider = "local",
        Bucket = "e",
        Key = "earlier",
        MimeType = "video/mp4",
        IsMimeTypeCorrected = true,
        FileBytes = 9,
        Version = new ObjectVersion { ETag = "older", StoredAt = Sample.Noon },
        ErrorReason = "bad",
    };

    public RecordingReaderTests() => RecordingBson.EnsureRegistered();

    [Fact]
    public void Every_stored_field_is_read()
    {
        var at = Sample.Noon;
        var written = (Sample.Recording(RecordingStatus.Archived, RecordingStatus.Ready) with
        {
            Version = 7,
            Description = "d",
            Metadata = new BsonDocument("a%2Eb", new BsonArray { 1, "x" }),
            Quality = "1080p",
            Duration = 1.5,
            PauseCount = 2,
            PauseDurationTotal = 3,
            PauseEvents = [new PauseEvent { PausedAt = at, ResumedAt = at.AddSeconds(3), Duration = 3 }],
            FileBytes = 4,
            PartHashes = new PartHashFacts { Algorithm = "md5", Source = "claimed", PartBytes = 10, Digest = "digest" },
            MimeType = "video/mp4",
            IsMimeTypeCorrected = true,
            StorageProvider = "s3",
            StorageBucket = "b",
            StorageKey = "k",
            StorageSequence = 5,
            StorageCopy = new StorageCopy { Provider = "local", Bucket = "o", StartedAt = at, Token = "run", RenewedAt = at, RemoveAt = at, Failures = 3 },
            StoredVersion = new ObjectVersion { ETag = "tag", StoredAt = at },
            Earlier = [Earlier, Earlier with { Provider = "s3" }],
            ThumbnailKey = "t",
            IsThumbnailMissing = true,
            UploadId = "u",
            UploadSession = new UploadSessionFacts
            {
                ChunkSize = 6,
                IsOpenEnded = true,
                StartedAt = at,
                LastPartAt = at,
                RecordedSeconds = 12.5,
                PartTimes = [new PartTime { PartNumber = 3, EndSeconds = 10.5 }],
                RecoveredBytes = 18,
                RecoveredSeconds = 3.5,
                IsStartMissing = true,
                Sha256 = "h",
                Duration = 14.5,
                ExpiresAt = at,
            },
            LostAt = at,
            DeclaredBytes = 8,
            Sha256 = "hash",
            Sha256Verified = true,
            LateSha256 = "late",
            StoredSha256 = "stored",
            StoredBytes = 11,
            ProcessingGeneration = 3,
            Processing = new ProcessingFacts { State = ProcessingState.Failed, Reason = "r", WantsMp4 = true, IsBackfill = true, ChangedAt = at },
            Media = new MediaProperties { Width = 1280, Height = 720, VideoCodec = "vp8", AudioCodec = "opus" },
            Derived = [new DerivedObject { Kind = "seekable", Key = "p", MimeType = "video/webm", Bytes = 10, Sha256 = "x", ParentSha256 = "y" }],
            Recovered = true,
            MissingSeconds = 2.5,
            RecordedSeconds = 12.5,
            PlaybackFormat = PlaybackFormat.Hls,
            IsLiveStreaming = true,
            StreamAskedAt = at,
            StreamStartedAt = at,
            StreamEndedAt = at,
            HlsManifestKey = "m",
            Losses = [new StreamLossFact { Kind = "MEDIA_DAMAGED", Count = 3 }],
            ErrorReason = "e",
            SessionInfo = new SessionInfo
            {
                IpAddress = "i",
                Timezone = "z",
                TimezoneOffset = -60,
                BrowserName = "n",
                BrowserVersion = "v",
                OsName = "o",
                OsVersion = "s",
                ScreenResolution = "r",
                Language = "l",
                UserAgent = "a",
                DeviceType = "mobile",
            },
            RecordedAt = at.AddHours(1),
            CreatedAt = at.AddHours(2),
            UpdatedAt = at.AddHours(3),
            DeletedAt = at,
            LegalHold = true,
            Deletion = new DeletionProgress { DueAt = at, ObjectsRemovedAt = at, Failures = 9 },
            Outbox = [new OutboxEvent { MessageId = Guid.NewGuid().ToString("N"), Type = "t", Body = "{}", TraceParent = "p", At = at }],
        }).ToBsonDocument();
        var members = BsonClassMap.LookupClassMap(typeof(Recording)).AllMemberMaps.Select(member => member.ElementName);
        Assert.Equal(members.Order(), written.Names.Order());

        var read = BsonSerializer.Deserialize<Recording>(written);
        Assert.Equal(written, read.ToBsonDocument());
        Assert.True(read.IsFilled);
        Assert.Empty(read.Defects);

        // A field that the reader forgets would have its default.
        var blank = BsonSerializer.Deserialize<Recording>(new BsonDocument("_id", written["_id"])).ToBsonDocument();
        Assert.All(written.Where(field => field.Name != "_id" && !Computed.Contains(field.Name)), field => Assert.NotEqual(blank.GetValue(field.Name, BsonNull.Value), field.Value));
    }

    [Fact]
    public void The_one_earlier_original_that_earlier_versions_stored_is_read()
    {
        var read = BsonSerializer.Deserialize<Recording>(new BsonDocument { ["status"] = "ready", ["earlier"] = Earlier.ToBsonDocument() });
        Assert.Equal(Earlier, Assert.Single(read.Earlier));
        Assert.Empty(read.Defects);

        Assert.Empty(Read("""{"status":"ready","earlier":{"key":"a"}}""").Earlier);
        Assert.Equal((0, 1), (Read("""{"status":"ready","earlier":"x"}""").Earlier.Count, Read("""{"status":"ready","earlier":"x"}""").Defects.Count));
        Assert.Equal(["b"], Read("""{"status":"ready","earlier":[1,{"key":7},{"key":"b","fileBytes":5},{"fileBytes":5}]}""").Earlier.Select(kept => kept.Key));
    }

    [Theory]
    [InlineData("""{"$date":"2026-01-08T12:00:00Z"}""", "2026-01-08T12:00:00Z")]
    [InlineData("\"2026-01-08T12:00:00Z\"", "2026-01-08T12:00:00Z")]
    [InlineData("\"2026-01-08T07:00:00-05:00\"", "2026-01-08T12:00:00Z")]
    [InlineData("\"2026-01-08\"", "2026-01-08T00:00:00Z")]
    [InlineData("1767873600000", "2026-01-08T12:00:00Z")]
    [InlineData("1767873600000.7", "2026-01-08T12:00:00Z")]
    [InlineData("1767873600", "2026-01-08T12:00:00Z")]
    [InlineData("""{"$timestamp":{"t":1767873600,"i":1}}""", "2026-01-08T12:00:00Z")]
    [InlineData("\"\"", null)]
    [InlineData("\"now\"", null)]
    [InlineData("true", null)]
    [InlineData("{}", null)]
    [InlineData("[1]", null)]
    [InlineData("""{"$numberDouble":"NaN"}""", null)]
    [InlineData("""{"$date":{"$numberLong":"9223372036854775807"}}""", null)]
    public void A_time_of_any_type_is_read_or_named(string json, string? expected)
    {
        var read = Read($$"""{"status":"ready","streamStartedAt":{{json}}}""");
        Assert.Equal(expected is null ? null : DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), read.StreamStartedAt);
        Assert.Equal(expected is null ? 1 : 0, read.Defects.Count);
    }

    [Theory]
    [InlineData("12", 12L)]
    [InlineData("12.0", 12L)]
    [InlineData("12.6", 13L)]
    [InlineData("\"12\"", 12L)]
    [InlineData("""{"$numberDecimal":"12"}""", 12L)]
    [InlineData("""{"$numberLong":"9223372036854775807"}""", long.MaxValue)]
    [InlineData("null", null)]
    [InlineData("1e300", null)]
    [InlineData("\"many\"", null)]
    public void A_number_of_any_type_is_read(string json, long? expected) => Assert.Equal(expected, Read($$"""{"status":"ready","fileBytes":{{json}}}""").FileBytes);

    [Theory]
    [InlineData("{}", PlaybackFormat.Video)]
    [InlineData("""{"playbackFormat":"dash"}""", PlaybackFormat.Video)]
    [InlineData("""{"storageKey":"recordings/x.webm"}""", PlaybackFormat.Video)]
    [InlineData("""{"storageKey":"streams/x/stream.m3u8"}""", PlaybackFormat.Hls)]
    [InlineData("""{"streamStartedAt":{"$date":"2026-01-08T12:00:00Z"}}""", PlaybackFormat.Hls)]
    [InlineData("""{"playbackFormat":"video","streamStartedAt":{"$date":"2026-01-08T12:00:00Z"}}""", PlaybackFormat.Video)]
    public void A_missing_format_follows_from_the_stored_stream(string json, object expected) => Assert.Equal(expected, Read(json).PlaybackFormat);

    [Fact]
    public void Invalid_UTF_8_and_malformed_bytes_are_no_exception()
    {
        var bytes = new BsonDocument { ["_id"] = ObjectId.GenerateNewId(), ["title"] = "abXXcd", ["status"] = "ready" }.ToBson();
        bytes.AsSpan(bytes.AsSpan().IndexOf("XX"u8), 2).Fill(0xFF);
        Assert.Equal("ab\uFFFD\uFFFDcd", RecordingReader.Read(new ByteArrayBuffer(bytes)).Title);
        for (var length = 5; length < bytes.Length; length++)
        {
            Assert.NotEmpty(RecordingReader.Read(new ByteArrayBuffer(bytes[..length])).Defects);
        }

        foreach (var random in Enumerable.Range(0, 500).Select(seed => new Random(seed)))
        {
            var broken = (byte[])bytes.Clone();
            broken[random.Next(4, broken.Length)] = (byte)random.Next(256);
            Assert.NotNull(RecordingReader.Read(new ByteArrayBuffer(broken)).Title);
        }
    }

    [Fact]
    public void A_value_that_the_driver_does_not_read_costs_only_itself()
    {
        var document = RawBson.Of(new BsonDocument
        {
            ["_id"] = ObjectId.GenerateNewId(),
            ["storageBucket"] = RawBson.ShortUuid,
            ["sessionInfo"] = new BsonDocument { ["timezone"] = RawBson.Pointer, ["language"] = "en" },
            ["pauseEvents"] = new BsonArray { RawBson.Pointer, new BsonDocument { ["pausedAt"] = RawBson.ShortLegacyUuid, ["duration"] = 3 } },
            ["metadata"] = new BsonDocument { ["list"] = new BsonArray { 1, RawBson.Pointer, RawBson.ShortUuid }, ["code"] = new BsonJavaScriptWithScope("x", new BsonDocument("to", RawBson.Pointer)), ["z"] = "last" },
            ["title"] = "Talk",
            ["status"] = "ready",
        });
        Assert.Throws<FormatException>(() => BsonSerializer.Deserialize<BsonDocument>(StoredDocument.Copy(document.Slice).AccessBackingBytes(0).Array!));

        var read = RecordingReader.Read(StoredDocument.Copy(document.Slice));
        Assert.Equal(("Talk", RecordingStatus.Ready, "en", 3.0, "last"), (read.Title, read.Status, read.SessionInfo.Language, read.PauseEvents.Single().Duration, read.Metadata!["z"].AsString));
        Assert.Equal(
            ["metadata (3 values that cannot be read)", "pauseEvents (an item of type Binary)", "pauseEvents.pausedAt (Binary)", "sessionInfo.timezone (Binary)", "storageBucket (Binary)"],
            read.Defects.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_public_id_of_a_foreign_id_is_stable_and_its_own()
    {
        BsonValue[] ids = ["a", "b", 1, 2L, 2.5, true, BsonNull.Value, new BsonDocument("a", 1), new BsonDocument("a", 2), Guid.Empty.ToString()];
        Assert.Equal(ids.Length, ids.Select(PublicIds.Of).Distinct().Count());
        Assert.Equal(PublicIds.Of("a"), PublicIds.Of("a"));
        Assert.Equal("507f1f77bcf86cd799439011", PublicIds.Of("507f1f77bcf86cd799439011").ToString());
    }

    private static Recording Read(string json) => BsonSerializer.Deserialize<Recording>(BsonDocument.Parse(json));
}
