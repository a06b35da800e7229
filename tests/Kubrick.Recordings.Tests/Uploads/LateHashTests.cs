using Kubrick.Contracts.Processing;
using Kubrick.Contracts.Uploads;
using Kubrick.Manifests;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Manifests;
using Kubrick.Recordings.Processing;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Recordings.Uploads;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;

namespace Kubrick.Recordings.Tests.Uploads;

/// <summary>A SHA-256 that is claimed after the upload was complete.</summary>
public sealed class LateHashTests
{
    private static readonly DateTimeOffset Later = Sample.Noon.AddHours(1);
    private static readonly string Hash = new('a', 64);
    private static readonly string Other = new('b', 64);
    private static readonly string Third = new('c', 64);

    [Theory]
    [InlineData(null)]
    [InlineData("a")]
    public void A_wrong_one_is_noted_and_takes_nothing_away(string? claimed)
    {
        var done = Processed(Ready(claimed is null ? null : Hash));
        var different = Claim(done, Other, pauseCount: 7);
        Assert.Equal((RecordingStatus.Ready, ProcessingState.Done, null), (different.Status, different.Processing!.State, different.ErrorReason));
        Assert.Equal((done.Sha256, done.Sha256Verified, Hash, 0L), (different.Sha256, different.Sha256Verified, different.StoredSha256, different.PauseCount));
        Assert.Equal((Hash, Other), (ManifestOf(different).Sha256, ManifestOf(different).DifferingClaim));

        // Uploads compares both, and answers its caller.
        var state = UploadStates.Of(different);
        Assert.Equal(("ready", false, Hash), (state.Status, state.IsFailed, state.StoredSha256));

        var right = Claim(different, Hash);
        Assert.Equal((Hash, true, Other), (right.Sha256, right.Sha256Verified, right.LateSha256));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a")]
    public void A_wrong_one_that_comes_before_processing_takes_nothing_away_either(string? claimed)
    {
        var late = Claim(Ready(claimed is null ? null : Hash), Other);
        Assert.Equal((claimed is null ? null : Hash, Other), (late.Sha256, late.LateSha256));
        // The worker compares what the upload itself claimed.
        var running = Value(ProcessingDecisions.Claim(late, 1, Later));
        Assert.Equal(late.Sha256, ProcessingDecisions.Ticket(running, new StorageLocation("local", "objects")).Sha256);

        var progressed = ProcessingDecisions.Progress(running, new ProcessingProgressed("x", 1, new ProcessingFindings { Sha256 = Hash }, Later));
        foreach (var processed in (Recording[])[progressed, Processed(running), Processed(progressed)])
        {
            Assert.Equal((RecordingStatus.Ready, claimed is not null, Other), (processed.Status, processed.Sha256Verified, processed.LateSha256));
            Assert.Equal((Hash, Other), (ManifestOf(processed).Sha256, ManifestOf(processed).DifferingClaim));
        }
    }

    [Fact]
    public void A_right_one_is_believed_whichever_side_says_it_first()
    {
        var claimed = Claim(Ready(null), Hash);
        Assert.Equal((null, false, Hash), (claimed.Sha256, claimed.Sha256Verified, claimed.LateSha256));
        Assert.Null(ManifestOf(claimed).DifferingClaim);
        foreach (var known in (Recording[])[Processed(claimed), Claim(Processed(Ready(null)), Hash)])
        {
            Assert.Equal((Hash, true, null), (known.Sha256, known.Sha256Verified, known.LateSha256));
            Assert.Equal((Hash, "compared", null), (ManifestOf(known).Sha256, ManifestOf(known).Sha256Source, ManifestOf(known).DifferingClaim));
        }
    }

    [Fact]
    public void The_claim_of_the_upload_itself_is_still_an_error_if_the_stored_file_is_another()
    {
        var claimed = Claim(Ready(Other), Hash);
        var findings = new ProcessingFindings { Sha256 = Hash };
        var progressed = ProcessingDecisions.Progress(claimed, new ProcessingProgressed("x", 1, findings, Later));
        Assert.Equal((RecordingStatus.Error, OriginalHash.Different), (progressed.Status, progressed.ErrorReason));
        Assert.Equal((RecordingStatus.Error, ProcessingState.Failed), (Processed(claimed).Status, Processed(claimed).Processing!.State));
        // The worker goes on, and reports to nobody.
        Assert.Equal(progressed, ProcessingDecisions.Done(progressed, new ProcessingDone("x", 1, findings, Later), Later));
        Assert.Equal(Other, ManifestOf(progressed).DifferingClaim);
    }

    [Fact]
    public void The_client_of_a_recovered_upload_claims_for_the_first_time()
    {
        var recovered = Ready(null) with { Recovered = true, MissingSeconds = 3 };
        var confirmed = Claim(recovered, Other);
        Assert.Equal((Other, false, null, null), (confirmed.Sha256, confirmed.Recovered, confirmed.MissingSeconds, confirmed.LateSha256));
        Assert.Equal((RecordingStatus.Error, OriginalHash.Different), (Processed(confirmed).Status, Processed(confirmed).ErrorReason));

        // It may be replaced as before, by the browser that has another file.
        var different = Claim(Processed(recovered), Other);
        Assert.Equal((RecordingStatus.Ready, true, 3d, Other), (different.Status, different.Recovered, different.MissingSeconds, different.LateSha256));
    }

    [Fact]
    public void A_hold_does_not_keep_a_claim_from_being_noted()
    {
        var held = Processed(Ready(Hash)) with { LegalHold = true };
        var different = Claim(held, Other);
        Assert.Equal(held with { LateSha256 = Other }, different);
    }

    [Fact]
    public void The_newest_one_counts_until_the_file_is_replaced()
    {
        var different = Claim(Claim(Processed(Ready(null)), Other), Third);
        Assert.Equal(Third, different.LateSha256);
        var junk = new RejectUpload("k", 5, UploadId: null) { Provider = "local", Bucket = "objects", ETag = "other", StoredAt = Later };
        Assert.Null(Value(UploadRejection.Reject(different, junk, Later)).LateSha256);
        Assert.Null(Value(UploadCompletions.Complete(different, new UploadCompletion("k", 5, null, null), Later)).LateSha256);
    }

    private static Recording Ready(string? sha256) => Value(UploadCompletions.Complete(
        Sample.Recording() with { StorageKey = "k", StorageProvider = "local", StorageBucket = "objects" }, new UploadCompletion("k", 100, null, null) { Sha256 = sha256 }, Sample.Noon));

    private static Recording Claim(Recording recording, string sha256, long? pauseCount = null) =>
        Value(UploadCompletions.Complete(recording, new UploadCompletion("k", 100, null, null) { Sha256 = sha256, IsWhole = true, PauseCount = pauseCount }, Later));

    private static Recording Processed(Recording recording) =>
        ProcessingDecisions.Done(recording, new ProcessingDone("x", 1, new ProcessingFindings { Sha256 = Hash }, Sample.Noon), Sample.Noon);

    private static ManifestOriginal ManifestOf(Recording recording) => ManifestBuilder.Build(ManifestFacts.Of(recording)!, Later).Original;

    private static Recording Value(Result<Recording> result) => result.Is(out var recording, out var error) ? recording : throw new InvalidOperationException(error.Value.Errors[0].Detail);
}
