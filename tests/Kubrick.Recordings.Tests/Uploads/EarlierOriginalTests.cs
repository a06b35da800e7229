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

/// <summary>What is known of the stored originals of a recording that is uploaded again.</summary>
public sealed class EarlierOriginalTests
{
    private static readonly StorageKeys Keys = new(new StorageKeyOptions());
    private static readonly DateTimeOffset Later = Sample.Noon.AddHours(1);
    private static readonly StartUpload WebM = new("video/webm", "local", "objects", 100);
    private static readonly StartUpload Mp4 = new("video/mp4", "local", "objects", 70);
    private static readonly StartUpload Elsewhere = new("video/webm", "s3", "bucket", 70);

    [Theory]
    [InlineData("video/mp4", "local", "objects")]
    [InlineData("video/webm", "s3", "bucket")]
    public void A_rejected_original_that_is_uploaded_again_elsewhere_is_found_again_when_that_is_given_up(string mimeType, string provider, string bucket)
    {
        var rejected = Rejected();
        var again = Start(rejected, new StartUpload(mimeType, provider, bucket, 70));
        var kept = Assert.Single(again.Earlier);
        Assert.Equal((RecordingStatus.Uploading, null, rejected.StorageKey, 100L), (again.Status, again.FileBytes, kept.Key, kept.FileBytes));
        // Its objects are removed with the recording.
        Assert.Contains(rejected.StorageKey, OwnObjects.Of(again, Keys).Keys);

        var aborted = Abort(again);
        Assert.Equal((rejected.StorageKey, "local", "objects", 100L), (aborted.StorageKey, aborted.StorageProvider, aborted.StorageBucket, aborted.FileBytes));
        Assert.Equal((RecordingStatus.Error, "video/webm", "It is bad."), (aborted.Status, aborted.MimeType, aborted.ErrorReason));
        Assert.Equal(rejected.StoredVersion, aborted.StoredVersion);
        Assert.Empty(aborted.Earlier);
        // Its processing may be asked for again.
        Assert.True(ProcessingDecisions.Request(aborted, wantsMp4: false, Later).Is(out _, out _));
    }

    [Fact]
    public void A_corrected_type_is_that_of_the_stored_video_again_when_an_upload_to_its_key_is_given_up()
    {
        var corrected = Corrected();
        var again = Start(corrected, Mp4);
        Assert.Equal((corrected.StorageKey, "video/mp4", 100L), (again.StorageKey, again.MimeType, again.FileBytes));
        Assert.Equal(corrected.StoredVersion, again.StoredVersion);

        foreach (var given in (Recording[])[Abort(again), Abort(Start(again, Mp4)), Abort(Abort(again)), Abort(again with { Status = RecordingStatus.Error })])
        {
            AssertSame(corrected, given);
            Assert.Empty(given.Earlier);
        }
    }

    [Fact]
    public void A_corrected_type_is_that_of_the_stored_video_again_when_an_upload_to_another_key_follows_one_to_its_own()
    {
        var corrected = Corrected();
        var other = Start(Start(corrected, Mp4), WebM);
        Assert.NotEqual(corrected.StorageKey, other.StorageKey);
        AssertSame(corrected, Abort(other));
        AssertSame(corrected, Abort(Start(other, Mp4)));
    }

    [Fact]
    public void A_corrected_type_of_a_recovered_recording_is_right_again_when_its_replacement_is_given_up()
    {
        var recovered = Corrected() with { Status = RecordingStatus.Ready, Recovered = true, ErrorReason = null };
        var again = Start(recovered, Mp4 with { MayReplaceRecovered = true });
        Assert.Equal((RecordingStatus.Uploading, true, "video/mp4"), (again.Status, again.Recovered, again.MimeType));

        var aborted = Abort(again);
        Assert.Equal((RecordingStatus.Ready, true, null), (aborted.Status, aborted.Recovered, aborted.ErrorReason));
        AssertSame(recovered, aborted);
    }

    [Fact]
    public void A_recovered_object_that_is_reported_after_its_client_began_again_is_described_by_its_own_session()
    {
        var abandoned = Start(Sample.Recording(), Mp4) with { UploadId = "old" };
        var again = abandoned with { UploadId = "new", MimeType = "audio/mp4" };
        var completion = new UploadCompletion(again.StorageKey!, 30, null, null) { Provider = "local", Bucket = "objects", ETag = "tag", StoredAt = Sample.Noon };

        foreach (var (corrected, expected) in ((string?, string)[])[(null, "video/mp4"), ("video/webm", "video/webm")])
        {
            var recovered = Value(UploadCompletions.Recover(again, abandoned, completion with { MimeType = corrected }, 3, Later));
            Assert.Equal(("audio/mp4", 30L), (recovered.MimeType, recovered.FileBytes));
            var aborted = Abort(recovered);
            Assert.Equal((RecordingStatus.Ready, expected, corrected is not null, 30L), (aborted.Status, aborted.MimeType, aborted.IsMimeTypeCorrected, aborted.FileBytes));
        }
    }

    [Fact]
    public void An_earlier_original_is_the_one_that_is_replaced_when_the_upload_returns_to_its_key()
    {
        var rejected = Rejected();
        var elsewhere = Start(rejected, Mp4);
        var back = Start(elsewhere, WebM);
        Assert.Equal((rejected.StorageKey, 100L, rejected.StorageKey), (back.StorageKey, back.FileBytes, Assert.Single(back.Earlier).Key));
        Assert.Equal(rejected.StoredVersion, back.StoredVersion);
        Assert.Empty(Complete(back, 100).Earlier);

        Assert.False(UploadDecisions.Start(elsewhere with { LegalHold = true }, WebM, 1, Sample.Noon, Keys).Is(out _, out _));
    }

    [Fact]
    public void What_arrived_without_its_beginning_is_replaced_by_nothing()
    {
        var begun = Start(Sample.Recording(), WebM);
        var without = Value(UploadRejection.Reject(
            begun, new RejectUpload(begun.StorageKey!, 100, null) { Provider = "local", Bucket = "objects", ETag = "tag", StoredAt = Sample.Noon }, Sample.Noon, MissingStart.Reason));
        Assert.True(UploadDecisions.NeedsNumber(without));
        // Its state was read before.
        Assert.False(UploadDecisions.Start(without, WebM, 1, Later, Keys).Is(out _, out _));

        var again = Value(UploadDecisions.Start(without, WebM, 2, Later, Keys));
        Assert.Equal((2, without.StorageKey), (again.StorageSequence, Assert.Single(again.Earlier).Key));
        Assert.NotEqual(without.StorageKey, again.StorageKey);
        Assert.False(UploadDecisions.NeedsNumber(again));
        Assert.Equal(without.StorageKey, Assert.Single(Complete(again, 40).Earlier).Key);
        AssertSame(without, Abort(again));

        // A client may say that it uploads again, and somebody may have it processed: FFmpeg finds out why it cannot be played.
        Assert.True(UploadDecisions.NeedsNumber(without with { Status = RecordingStatus.Uploading }));
        var processed = Fail(without.RequestProcessing(wantsMp4: false, Later));
        Assert.Equal((RecordingStatus.Error, MissingStart.Reason, "It is bad."), (processed.Status, processed.ErrorReason, processed.Processing!.Reason));
        Assert.True(UploadDecisions.NeedsNumber(processed));
    }

    [Fact]
    public void Every_original_stays_known_until_it_is_replaced_or_deleted()
    {
        var first = Rejected();
        var second = Fail(Complete(Start(first, Elsewhere), 70));
        var third = Start(second, Mp4);
        Assert.Equal([("local", first.StorageKey), ("s3", second.StorageKey)], third.Earlier.Select(kept => (kept.Provider, (string?)kept.Key)));
        Assert.Superset(new HashSet<string> { first.StorageKey!, second.StorageKey!, third.StorageKey! }, OwnObjects.Of(third, Keys).Keys.ToHashSet());

        // The newest is the original again, and the oldest is still known.
        var aborted = Abort(third);
        AssertSame(second, aborted);
        Assert.Equal("local", Assert.Single(aborted.Earlier).Provider);

        // An upload to the key of the oldest replaces that, and keeps the newest.
        var back = Start(second, WebM);
        Assert.Equal((first.StorageKey, 100L, 2), (back.StorageKey, back.FileBytes, back.Earlier.Count));
        AssertSame(second, Abort(back));
        Assert.Equal("s3", Assert.Single(Complete(back, 50).Earlier).Provider);
    }

    [Fact]
    public void Originals_beyond_the_limit_are_not_forgotten_but_no_more_are_made()
    {
        var recording = Rejected();
        for (var number = 0; number < EarlierOriginal.Max; number++)
        {
            recording = Fail(Complete(Start(recording, Elsewhere with { Bucket = $"bucket-{number}" }), 70));
        }

        Assert.Equal(EarlierOriginal.Max, recording.Earlier.Count);
        Assert.False(UploadDecisions.Start(recording, Elsewhere with { Bucket = "one-more" }, 1, Later, Keys).Is(out _, out var error));
        Assert.Equal((409, "/recordingId"), (error!.StatusCode, error.Value.Errors[0].Source?.Pointer));
        // Where it is, nothing more is kept when the upload is complete.
        var again = Start(recording, Elsewhere with { Bucket = recording.StorageBucket! });
        Assert.Equal(EarlierOriginal.Max, Complete(again, 70).Earlier.Count);
        Assert.False(UploadDecisions.Start(again, Elsewhere, 1, Later, Keys).Is(out _, out _));
    }

    [Fact]
    public void A_hold_that_is_set_during_an_upload_keeps_what_it_would_replace()
    {
        // A move does not know the version of its copy.
        var again = Start(Rejected() with { StoredVersion = null }, WebM);
        Assert.Null(again.StoredVersion);
        Assert.True((again with { LegalHold = true }).IsHeld());
        Assert.False((Start(Sample.Recording(), WebM) with { LegalHold = true }).IsHeld());
    }

    private static void AssertSame(Recording expected, Recording actual) => Assert.Equal(
        (expected.StorageProvider, expected.StorageKey, expected.MimeType, expected.IsMimeTypeCorrected, expected.FileBytes, expected.StoredVersion, expected.ErrorReason),
        (actual.StorageProvider, actual.StorageKey, actual.MimeType, actual.IsMimeTypeCorrected, actual.FileBytes, actual.StoredVersion, actual.ErrorReason));

    /// <summary>Ready, and found to be bad by processing.</summary>
    private static Recording Rejected() => Fail(Complete(Start(Sample.Recording(), WebM), 100));

    /// <summary>The same, of a WebM that its browser declared as MP4.</summary>
    private static Recording Corrected() => Fail(Complete(Start(Sample.Recording(), Mp4), 100, "video/webm"));

    private static Recording Complete(Recording recording, long bytes, string? mimeType = null) => Value(UploadCompletions.Complete(
        recording,
        new UploadCompletion(recording.StorageKey!, bytes, null, null)
        {
            Provider = recording.StorageProvider,
            Bucket = recording.StorageBucket,
            MimeType = mimeType,
            ETag = $"tag of {bytes}",
            StoredAt = Sample.Noon,
        },
        Sample.Noon));

    private static Recording Fail(Recording ready) => ProcessingDecisions.Fail(
        ready, new ProcessingFailed("x", ready.ProcessingGeneration, ProcessingErrorCodes.Undecodable, "It is bad.", ProcessingFindings.None, Sample.Noon), Sample.Noon);

    private static Recording Start(Recording recording, StartUpload start) => Value(UploadDecisions.Start(recording, start, 1, Sample.Noon, Keys));

    private static Recording Abort(Recording recording) => Value(UploadDecisions.Abort(recording, Later));

    private static Recording Value(Result<Recording> result) => result.Is(out var recording, out var error) ? recording : throw new InvalidOperationException(error.Value.Errors[0].Detail);
}
