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

    [Theory]
    [InlineData("s3", "objects")]
    [InlineData("local", "another")]
    public void An_object_in_another_place_does_not_complete_the_upload(string provider, string bucket)
    {
        var uploading = Uploading();
        var completion = new UploadCompletion(uploading.StorageKey!, 100, null, null) { Provider = provider, Bucket = bucket };
        Assert.False(UploadCompletions.Complete(uploading, completion, Later).Is(out _, out _));
        Assert.False(UploadCompletions.Recover(uploading with { UploadId = "new" }, uploading with { UploadId = "old" }, completion, 3, Later).Is(out _, out _));

        var here = completion with { Provider = "local", Bucket = "objects" };
        var ready = Value(UploadCompletions.Complete(uploading, here, Later));
        // It was moved since: what is repeated stays true.
        Assert.Equal(RecordingStatus.Ready, Value(UploadCompletions.Complete(ready, completion, Later)).Status);
        var recovered = Value(UploadCompletions.Recover(uploading with { UploadId = "new" }, uploading with { UploadId = "old" }, here, 3, Later));
        Assert.Equal((true, 3d), (recovered.Recovered, recovered.MissingSeconds));
    }

    [Theory]
    // What the client reported while it recorded, what it declares with the file, and what the file has.
    [InlineData(300d, null, 200d, 100d)]
    [InlineData(null, 300d, 200d, 100d)]
    [InlineData(250d, 300d, 200d, 100d)]
    [InlineData(204d, 204.9, 200d, null)]
    [InlineData(200d, null, 300d, null)]
    [InlineData(300d, 300d, null, null)]
    [InlineData(null, null, 200d, null)]
    public void A_file_that_lost_its_end_is_complete_and_says_how_much_is_missing(double? reported, double? recorded, double? duration, double? missing)
    {
        var uploading = Uploading() with { UploadId = "u", UploadSession = new UploadSessionFacts { ChunkSize = 10, RecordedSeconds = reported } };
        var completion = new UploadCompletion(uploading.StorageKey!, 100, duration, null) { IsWhole = true, RecordedSeconds = recorded };
        var ready = Value(UploadCompletions.Complete(uploading, completion, Later));
        Assert.Equal((RecordingStatus.Ready, false, missing), (ready.Status, ready.Recovered, ready.MissingSeconds));
        // The answer was lost. Its session is not known any more.
        Assert.Equal(missing, Value(UploadCompletions.Complete(ready, completion with { RecordedSeconds = null }, Later)).MissingSeconds);
        // Another file took its place.
        Assert.Null(Value(UploadCompletions.Complete(ready, completion with { FileBytes = 101, RecordedSeconds = null }, Later)).MissingSeconds);
        Assert.Null(Value(UploadDecisions.Start(ready with { Status = RecordingStatus.Error }, new StartUpload(null, "local", "objects", 5), 1, Later, Keys)).MissingSeconds);
    }

    [Fact]
    public void What_a_client_declares_counts_also_if_another_one_completes_its_upload()
    {
        var session = new AttachUploadSession("u", 100, 10, null, 0) { IsOpenEnded = true };
        var uploading = Value(UploadDecisions.Attach(Uploading() with { Version = 0 }, session, Sample.Noon));
        var declared = Value(UploadDecisions.Attach(uploading, session with { Duration = 200, RecordedSeconds = 300 }, Sample.Noon));
        Assert.Equal((200d, 300d), (declared.UploadSession!.Duration, declared.UploadSession.RecordedSeconds));
        var completion = new UploadCompletion(declared.StorageKey!, 100, declared.UploadSession.Duration, null) { IsWhole = true };
        Assert.Equal(100, Value(UploadCompletions.Complete(declared, completion, Later)).MissingSeconds);
    }

    [Theory]
    [InlineData(200d, 100d)]
    [InlineData(299d, null)]
    public void What_is_known_to_be_missing_of_a_recovered_recording_stays_known(double duration, double? missing)
    {
        var recovered = Ready() with { Recovered = true, Duration = 150, MissingSeconds = 140, RecordedSeconds = 300 };
        var again = Start(recovered, new StartUpload("video/webm", "local", "objects", 200) { MayReplaceRecovered = true });
        var ready = Value(UploadCompletions.Complete(again, Completion(again) with { FileBytes = 200, Duration = duration, IsWhole = true }, Later));
        Assert.Equal((false, missing), (ready.Recovered, ready.MissingSeconds));
        // Its browser has the same bytes.
        Assert.Equal(missing, Value(UploadCompletions.Complete(recovered, Completion(recovered) with { Duration = duration, IsWhole = true }, Later)).MissingSeconds);
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
        var ready = Value(UploadCompletions.Complete(mp4, new UploadCompletion(mp4.StorageKey!, 100, null, null) { MimeType = "video/webm" }, Later));
        Assert.Equal(("video/webm", true, mp4.StorageKey), (ready.MimeType, ready.IsMimeTypeCorrected, ready.StorageKey));
        var again = Value(UploadCompletions.Complete(ready, new UploadCompletion(mp4.StorageKey!, 100, 3, null), Later));
        Assert.Equal(("video/webm", true), (again.MimeType, again.IsMimeTypeCorrected));

        var failed = again with { Status = RecordingStatus.Error };
        var same = Start(failed, new StartUpload(null, "local", "objects", 5));
        Assert.Equal((mp4.StorageKey, "video/webm"), (same.StorageKey, same.MimeType));
        var declared = Start(failed, new StartUpload("video/mp4", "local", "objects", 5));
        Assert.Equal((mp4.StorageKey, "video/mp4", false), (declared.StorageKey, declared.MimeType, declared.IsMimeTypeCorrected));
    }

    [Fact]
    public void A_client_is_told_which_refusals_are_final()
    {
        var recovered = Ready() with { Recovered = true };
        foreach (var kept in (Recording[])[Ready(), Ready() with { Status = RecordingStatus.Archived }, Rejected() with { LegalHold = true }, recovered])
        {
            // Of another kind than what was recovered.
            Assert.False(UploadDecisions.Start(kept, new StartUpload("video/mp4", "local", "objects", 100) { MayReplaceRecovered = true }, 1, Later, Keys).Is(out _, out var error));
            Assert.Equal((409, "/recordingId"), (error!.StatusCode, error.Value.Errors[0].Source?.Pointer));
        }

        // The state of an upload changes: its session can be attached after the next start.
        var session = new AttachUploadSession("id", 100, 5, null, 0);
        Assert.False(UploadDecisions.Attach(recovered with { Version = 0 }, session, Later).Is(out _, out var passing));
        Assert.Equal((409, null), (passing!.StatusCode, passing.Value.Errors[0].Source));
    }

    [Fact]
    public void A_claim_of_a_move_is_respected_while_it_is_renewed()
    {
        var copy = new StorageCopy { Provider = "s3", Bucket = "bucket", StartedAt = Sample.Noon, Token = "run" };
        var moving = Rejected() with { StorageCopy = copy };
        var start = new StartUpload(null, "s3", "bucket", 100);
        Assert.False(UploadDecisions.Start(moving, start, 1, Sample.Noon.AddMinutes(10), Keys).Is(out _, out var error));
        // It passes, so that a client keeps the recording.
        Assert.Equal((409, null), (error!.StatusCode, error.Value.Errors[0].Source));
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

    private static Recording Ready() => Value(UploadCompletions.Complete(Uploading(), Completion(Uploading()), Sample.Noon));

    private static UploadCompletion Completion(Recording recording) => new(recording.StorageKey!, 100, null, null) { ETag = "tag", StoredAt = Sample.Noon };

    /// <summary>Ready, and found to be bad by processing.</summary>
    private static Recording Rejected() => ProcessingDecisions.Fail(
        Ready(), new ProcessingFailed("x", 1, ProcessingErrorCodes.Undecodable, "It is bad.", ProcessingFindings.None, Sample.Noon), Sample.Noon);

    private static RejectUpload Reject(string key, string? uploadId) => new(key, 100, uploadId) { Provider = "local", Bucket = "objects", ETag = "tag", StoredAt = Sample.Noon };

    private static Recording Start(Recording recording, StartUpload start) => Value(UploadDecisions.Start(recording, start, 1, Sample.Noon, Keys));

    private static Recording Value(Result<Recording> result) => result.Is(out var recording, out var error) ? recording : throw new InvalidOperationException(error.Value.Errors[0].Detail);
}
