using Kubrick.Manifests;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Manifests;
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

    private static Manifest Build(ManifestFacts facts) => ManifestBuilder.Build(facts, Sample.Noon);

    private static Recording Stored() => Sample.Recording(RecordingStatus.Ready) with { StorageKey = "recordings/x.webm", FileBytes = 100 };
}
