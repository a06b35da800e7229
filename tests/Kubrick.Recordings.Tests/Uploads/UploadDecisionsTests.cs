using Kubrick.Contracts.Processing;
using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Processing;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Recordings.Uploads;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;
using Kubrick.Storage.Keys;

namespace Kubrick.Recordings.Tests.Uploads;

public sealed class UploadDecisionsTests
{
    private static readonly StorageKeys Keys = new(new StorageKeyOptions());
    private static readonly DateTimeOffset Later = Sample.Noon.AddHours(1);

    private static readonly Recording New = Sample.Recording();

    private static readonly string Hash = new('a', 64);
    private static readonly string Other = new('b', 64);

    [Theory]
    [InlineData("video/mp4", "local", "objects")]
    [InlineData("video/webm", "s3", "bucket")]
    public void A_rejected_original_that_is_uploaded_again_elsewhere_is_found_again_when_that_is_given_up(string mimeType, string provider, string bucket)
    {
        var rejected = Rejected();
        var again = Start(rejected, new StartUpload(mimeType, provider, bucket, 70));
        Assert.Equal((RecordingStatus.Uploading, null, rejected.StorageKey, 100L), (again.Status, again.FileBytes, again.Earlier!.Key, again.Earlier.FileBytes));
        // Its objects are removed with the recording.
        Assert.Contains(rejected.StorageKey, OwnObjects.Of(again, Keys).Keys);

        var aborted = Value(UploadDecisions.Abort(again, Later));
        Assert.Equal((rejected.StorageKey, "local", "objects", 100L), (aborted.StorageKey, aborted.StorageProvider, aborted.StorageBucket, aborted.FileBytes));
        Assert.Equal((RecordingStatus.Error, "video/webm", "It is bad.", null), (aborted.Status, aborted.MimeType, aborted.ErrorReason, aborted.Earlier));
        Assert.Equal(rejected.StoredVersion, aborted.StoredVersion);
        // Its processing may be asked for again.
        Assert.True(ProcessingDecisions.Request(aborted, wantsMp4: false, Later).Is(out _, out _));
    }

    [Fact]
    public void An_earlier_original_is_the_one_that_is_replaced_when_the_upload_returns_to_its_key()
    {
        var rejected = Rejected();
        var elsewhere = Start(rejected, new StartUpload("video/mp4", "local", "objects", 70));
        var back = Start(elsewhere, new StartUpload("video/webm", "local", "objects", 100));
        Assert.Equal((rejected.StorageKey, 100L, null), (back.StorageKey, back.FileBytes, back.Earlier));
        Assert.Equal(rejected.StoredVersion, back.StoredVersion);

        Assert.False(UploadDecisions.Start(elsewhere with { LegalHold = true }, new StartUpload("video/webm", "local", "objects", 100), 1, Later, Keys).Is(out _, out _));
    }

    [Fact]
    public void A_completed_upload_elsewhere_keeps_the_earlier_original_until_the_recording_is_deleted()
    {
        var again = Start(Rejected(), new StartUpload("video/webm", "s3", "bucket", 70));
        var ready = Value(UploadDecisions.Complete(again, new UploadCompletion(again.StorageKey!, 70, null, null) { Provider = "s3", Bucket = "bucket" }, Later));
        Assert.Equal((RecordingStatus.Ready, "s3", 70L, "local"), (ready.Status, ready.StorageProvider, ready.FileBytes, ready.Earlier!.Provider));
    }

    [Theory]
    [InlineData("s3", "objects")]
    [InlineData("local", "another")]
    public void An_object_in_another_place_does_not_complete_the_upload(string provider, string bucket)
    {
        var uploading = Uploading();
        var completion = new UploadCompletion(uploading.StorageKey!, 100, null, null) { Provider = provider, Bucket = bucket };
        Assert.False(UploadDecisions.Complete(uploading, completion, Later).Is(out _, out _));
        Assert.False(UploadDecisions.Recover(uploading with { UploadId = "new" }, "old", completion, 3, Later).Is(out _, out _));

        var here = completion with { Provider = "local", Bucket = "objects" };
        var ready = Value(UploadDecisions.Complete(uploading, here, Later));
        // It was moved since: what is repeated stays true.
        Assert.Equal(RecordingStatus.Ready, Value(UploadDecisions.Complete(ready, completion, Later)).Status);
        var recovered = Value(UploadDecisions.Recover(uploading with { UploadId = "new" }, "old", here, 3, Later));
        Assert.Equal((true, 3d), (recovered.Recovered, recovered.MissingSeconds));
    }

    [Theory]
    [InlineData(RecordingStatus.Uploading)]
    [InlineData(RecordingStatus.Error)]
    [InlineData(RecordingStatus.Ready)]
    internal void What_is_no_video_is_an_error_whatever_the_recording_was(RecordingStatus status)
    {
        var recording = Uploading() with { Status = status, UploadId = "u", UploadSession = new UploadSessionFacts { ChunkSize = 10 }, DeclaredBytes = 100 };
        var rejected = Reject(recording.StorageKey!, "u");
        foreach (var archived in (Recording[])[recording, recording with { Status = RecordingStatus.Archived, StatusBeforeArchive = status }])
        {
            var failed = Value(UploadRejection.Reject(archived, rejected, Later));
            Assert.Equal(
                (RecordingStatus.Error, RejectUpload.Reason, 100L, null, null),
                (failed.StatusBeforeArchive ?? failed.Status, failed.ErrorReason, failed.FileBytes, failed.UploadId, failed.DeclaredBytes));
            Assert.True(UploadStates.Of(failed).IsFailed);
        }

        Assert.False(UploadRejection.Reject(recording, rejected with { UploadId = "another" }, Later).Is(out _, out _));
        Assert.False(UploadRejection.Reject(recording, rejected with { Bucket = "another" }, Later).Is(out _, out _));
        Assert.False(UploadRejection.Reject(recording, rejected with { StorageKey = "another" }, Later).Is(out _, out _));
        Assert.False(UploadRejection.Reject(recording with { Status = RecordingStatus.Recording }, rejected, Later).Is(out _, out _));
        var newer = new ObjectVersion { ETag = "newer", StoredAt = rejected.StoredAt.AddSeconds(1) };
        Assert.False(UploadRejection.Reject(recording with { StoredVersion = newer }, rejected, Later).Is(out _, out _));
    }

    [Fact]
    public void A_corrected_type_keeps_the_key_and_the_next_upload_declares_its_own()
    {
        var mp4 = Start(New, new StartUpload("video/mp4", "local", "objects", 100));
        var ready = Value(UploadDecisions.Complete(mp4, new UploadCompletion(mp4.StorageKey!, 100, null, null) { MimeType = "video/webm" }, Later));
        Assert.Equal(("video/webm", true, mp4.StorageKey), (ready.MimeType, ready.IsMimeTypeCorrected, ready.StorageKey));
        var again = Value(UploadDecisions.Complete(ready, new UploadCompletion(mp4.StorageKey!, 100, 3, null), Later));
        Assert.Equal(("video/webm", true), (again.MimeType, again.IsMimeTypeCorrected));

        var failed = again with { Status = RecordingStatus.Error };
        var same = Start(failed, new StartUpload(null, "local", "objects", 5));
        Assert.Equal((mp4.StorageKey, "video/webm"), (same.StorageKey, same.MimeType));
        var declared = Start(failed, new StartUpload("video/mp4", "local", "objects", 5));
        Assert.Equal((mp4.StorageKey, "video/mp4", false), (declared.StorageKey, declared.MimeType, declared.IsMimeTypeCorrected));
    }

    [Fact]
    public void A_hash_that_comes_after_processing_and_is_another_is_an_error_as_in_processing()
    {
        var done = Processed(Hash);
        var different = Value(UploadDecisions.Complete(done, Completion(done) with { Sha256 = Other }, Later));
        Assert.Equal((RecordingStatus.Error, OriginalHash.Different, false), (different.Status, different.ErrorReason, different.Sha256Verified));
        Assert.Equal((ProcessingState.Failed, OriginalHash.Different), (different.Processing!.State, different.Processing.Reason));
        Assert.True(UploadStates.Of(different).IsFailed);
        Assert.Equal(RecordingStatus.Uploading, Start(different, new StartUpload(null, "local", "objects", 100)).Status);
    }

    [Fact]
    public void A_hash_that_comes_while_a_worker_is_at_it_is_compared_with_its_result()
    {
        var claimed = Value(UploadDecisions.Complete(Value(ProcessingDecisions.Claim(Ready(), 1, Later)), Completion(Ready()) with { Sha256 = Other }, Later));
        Assert.Equal(RecordingStatus.Ready, claimed.Status);
        var findings = new ProcessingFindings { Sha256 = Hash };
        var progressed = ProcessingDecisions.Progress(claimed, new ProcessingProgressed("x", 1, findings, Later));
        Assert.Equal((RecordingStatus.Error, OriginalHash.Different), (progressed.Status, progressed.ErrorReason));
        var done = ProcessingDecisions.Done(claimed, new ProcessingDone("x", 1, findings, Later), Later);
        Assert.Equal((RecordingStatus.Error, OriginalHash.Different, ProcessingState.Failed), (done.Status, done.ErrorReason, done.Processing!.State));
        // The worker goes on, and reports to nobody.
        Assert.Equal(progressed, ProcessingDecisions.Done(progressed, new ProcessingDone("x", 1, findings, Later), Later));

        var equal = ProcessingDecisions.Done(claimed, new ProcessingDone("x", 1, findings with { Sha256 = Other }, Later), Later);
        Assert.Equal((RecordingStatus.Ready, true), (equal.Status, equal.Sha256Verified));
    }

    [Fact]
    public void A_claim_of_a_move_is_respected_while_it_is_renewed()
    {
        var copy = new StorageCopy { Provider = "s3", Bucket = "bucket", StartedAt = Sample.Noon, Token = "run" };
        var moving = Rejected() with { StorageCopy = copy };
        var start = new StartUpload(null, "s3", "bucket", 100);
        Assert.False(UploadDecisions.Start(moving, start, 1, Sample.Noon.AddMinutes(10), Keys).Is(out _, out _));
        Assert.True(UploadDecisions.Start(moving, start, 1, Sample.Noon.AddMinutes(20), Keys).Is(out var begun, out _));
        Assert.Null(begun!.StorageCopy);

        var renewed = moving with { StorageCopy = copy with { RenewedAt = Sample.Noon.AddHours(5) } };
        Assert.False(UploadDecisions.Start(renewed, start, 1, Sample.Noon.AddHours(5).AddMinutes(10), Keys).Is(out _, out _));
        // Versions before this one do not renew.
        var older = moving with { StorageCopy = copy with { Token = null } };
        Assert.False(UploadDecisions.Start(older, start, 1, Sample.Noon.AddMinutes(50), Keys).Is(out _, out _));
        Assert.True(UploadDecisions.Start(older, start, 1, Sample.Noon.AddMinutes(70), Keys).Is(out _, out _));
    }

    private static Recording Uploading() => Start(New, new StartUpload("video/webm", "local", "objects", 100));

    private static Recording Ready() => Value(UploadDecisions.Complete(Uploading(), Completion(Uploading()), Sample.Noon));

    private static UploadCompletion Completion(Recording recording) => new(recording.StorageKey!, 100, null, null) { ETag = "tag", StoredAt = Sample.Noon };

    private static Recording Processed(string sha256) =>
        ProcessingDecisions.Done(Ready(), new ProcessingDone("x", 1, new ProcessingFindings { Sha256 = sha256 }, Sample.Noon), Sample.Noon);

    /// <summary>Ready, and found to be bad by processing.</summary>
    private static Recording Rejected() => ProcessingDecisions.Fail(
        Ready(), new ProcessingFailed("x", 1, ProcessingErrorCodes.Undecodable, "It is bad.", ProcessingFindings.None, Sample.Noon), Sample.Noon);

    private static RejectUpload Reject(string key, string? uploadId) => new(key, 100, uploadId) { Provider = "local", Bucket = "objects", ETag = "tag", StoredAt = Sample.Noon };

    private static Recording Start(Recording recording, StartUpload start) => Value(UploadDecisions.Start(recording, start, 1, Sample.Noon, Keys));

    private static Recording Value(Result<Recording> result) => result.Is(out var recording, out var error) ? recording : throw new InvalidOperationException(error.Value.Errors[0].Detail);
}
