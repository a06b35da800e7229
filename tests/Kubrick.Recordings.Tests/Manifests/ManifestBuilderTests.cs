using Kubrick.Contracts.Processing;
using Kubrick.Manifests;
using Kubrick.Manifests.Signing;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Manifests;
using Kubrick.Recordings.Processing;
using Kubrick.Recordings.Tests.Hosting;

namespace Kubrick.Recordings.Tests.Manifests;

public sealed class ManifestBuilderTests
{
    private static readonly string One = new('1', 64);
    private static readonly string Two = new('2', 64);

    [Theory]
    [InlineData(false, false, null)]
    [InlineData(true, false, "claimed")]
    [InlineData(false, true, "computed")]
    [InlineData(true, true, "compared")]
    public void A_hash_says_who_computed_it_and_whether_it_was_compared(bool isClaimed, bool isComputed, string? source)
    {
        var original = Build(new ManifestFacts { Recording = Stored(), ClaimedSha256 = isClaimed ? One : null, ComputedSha256 = isComputed ? One : null }).Original;
        Assert.Equal((source is null ? null : One, source, null), (original.Sha256, original.Sha256Source, original.DifferingClaim));
    }

    [Fact]
    public void Where_both_differ_the_stored_bytes_count_and_the_claim_is_named()
    {
        var original = Build(new ManifestFacts { Recording = Stored(), ClaimedSha256 = One, ComputedSha256 = Two }).Original;
        Assert.Equal((Two, "computed", One), (original.Sha256, original.Sha256Source, original.DifferingClaim));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(30)]
    [InlineData(130)]
    public void Damage_that_processing_found_is_stated_and_the_hashes_of_the_uploaded_parts_are_not(long bytes)
    {
        var parts = new PartHashFacts { Algorithm = "md5", Source = "compared", PartBytes = 50, Digest = "d" };
        var damaged = Damaged(Stored() with { Sha256 = One, PartHashes = parts }, bytes);

        var original = Build(ManifestFacts.Of(damaged)! with { PartDigests = new byte[32] }).Original;

        Assert.Equal((bytes, Two, "computed", One, null), (original.Bytes, original.Sha256, original.Sha256Source, original.DifferingClaim, original.Parts));
        Assert.Equal((RecordingStatus.Error, false), (damaged.Status, damaged.Sha256Verified));
    }

    [Fact]
    public void Damage_of_an_archive_is_stated_although_the_stream_is_played()
    {
        var stream = Stored() with { PlaybackFormat = PlaybackFormat.Hls, Sha256 = One, Sha256Verified = true };
        var damaged = Damaged(stream, bytes: 100);

        var original = Build(ManifestFacts.Of(damaged)!).Original;

        Assert.Equal((Two, "computed", One), (original.Sha256, original.Sha256Source, original.DifferingClaim));
        Assert.Equal((RecordingStatus.Ready, false), (damaged.Status, damaged.Sha256Verified));
    }

    [Fact]
    public void A_manifest_of_damage_is_one_that_can_be_read()
    {
        var parts = new PartHashFacts { Algorithm = "md5", Source = "compared", PartBytes = 50, Digest = "d" };
        var facts = ManifestFacts.Of(Damaged(Stored() with { PartHashes = parts }, bytes: 30))! with { PartDigests = new byte[32] };
        using var key = SigningKey.Create();
        var read = SignedManifest.Read(SignedManifest.Sign(Build(facts), key)).ReadManifest();
        Assert.Equal((30L, Two, "computed", null), (read.Original.Bytes, read.Original.Sha256, read.Original.Sha256Source, read.Original.DifferingClaim));
    }

    [Fact]
    public void The_hash_of_a_stream_was_computed_by_the_server()
    {
        var stream = Stored() with { PlaybackFormat = PlaybackFormat.Hls, Sha256 = One, Sha256Verified = true, StreamStartedAt = Sample.Noon, StreamEndedAt = Sample.Noon.AddMinutes(1) };
        var manifest = Build(ManifestFacts.Of(stream)!);
        Assert.Equal((One, "computed", "hls"), (manifest.Original.Sha256, manifest.Original.Sha256Source, manifest.Recording.PlaybackFormat));
        Assert.Equal(Sample.Noon.AddMinutes(1).UtcDateTime, manifest.Recording.StreamEndedAt);
    }

    [Fact]
    public void The_hash_of_an_upload_is_claimed_until_it_was_compared()
    {
        Assert.Equal("claimed", Build(ManifestFacts.Of(Stored() with { Sha256 = One })!).Original.Sha256Source);
        Assert.Equal("compared", Build(ManifestFacts.Of(Stored() with { Sha256 = One, Sha256Verified = true })!).Original.Sha256Source);
    }

    [Fact]
    public void What_was_recovered_and_derived_is_stated()
    {
        var derived = new ManifestDerived("seekable", "video/webm", 9, Two, One);
        var manifest = Build(new ManifestFacts { Recording = Stored(), IsRecovered = true, MissingSeconds = 2.5, Derived = [derived] });
        Assert.Equal((new ManifestRecovery(true, 2.5), derived), (manifest.Recovery, Assert.Single(manifest.Derived)));
    }

    [Theory]
    [InlineData(RecordingStatus.Uploading, false)]
    [InlineData(RecordingStatus.Recording, false)]
    [InlineData(RecordingStatus.Processing, true)]
    [InlineData(RecordingStatus.Ready, true)]
    [InlineData(RecordingStatus.Error, true)]
    internal void Only_a_stored_original_has_a_manifest(RecordingStatus status, bool hasOne)
    {
        Assert.Equal(hasOne, ManifestFacts.Of(Stored() with { Status = status }) is not null);
        Assert.Equal(hasOne, ManifestFacts.Of(Stored() with { Status = RecordingStatus.Archived, StatusBeforeArchive = status }) is not null);
        Assert.Null(ManifestFacts.Of(Stored() with { Status = status, StorageKey = null }));
        Assert.Null(ManifestFacts.Of(Stored() with { Status = status, FileBytes = null }));
        Assert.Null(ManifestFacts.Of(Stored() with { Status = status, StorageKey = "streams/x/stream.m3u8" }));
    }

    /// <summary>A recording of which a worker finds that its original has so many bytes, and another hash.</summary>
    private static Recording Damaged(Recording recording, long bytes)
    {
        var asked = recording.RequestProcessing(wantsMp4: false, Sample.Noon);
        var findings = new ProcessingFindings { Bytes = bytes, Sha256 = Two };
        return ProcessingDecisions.Fail(asked, new ProcessingFailed("x", asked.ProcessingGeneration, ProcessingErrorCodes.Different, "Other bytes.", findings, Sample.Noon), Sample.Noon);
    }

    private static Manifest Build(ManifestFacts facts) => ManifestBuilder.Build(facts, Sample.Noon);

    private static Recording Stored() => Sample.Recording(RecordingStatus.Ready) with { StorageKey = "recordings/x.webm", FileBytes = 100 };
}
