using Kubrick.Contracts.Processing;
using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Processing;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Recordings.Uploads;
using Kubrick.Storage;

namespace Kubrick.Recordings.Tests.Processing;

public sealed class ProcessingDecisionsTests
{
    private const string Hash = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string Other = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    private static readonly DerivedFile Seekable = new(DerivedKinds.Seekable, "previews/x/seekable.webm", "video/webm", 90, Other, Hash);
    private static readonly DerivedFile Thumbnail = new(DerivedKinds.Thumbnail, "thumbnails/x.jpg", "image/jpeg", 9, Other, Other);

    private static readonly ProcessingFindings Half = new() { Sha256 = Hash, Media = new MediaFacts(14.9, 1280, 720, "vp8", "opus"), Files = [Seekable] };
    private static readonly ProcessingFindings All = Half with { Files = [Seekable, Thumbnail] };

    [Fact]
    public void A_completed_upload_asks_for_processing_once()
    {
        var ready = Uploaded(Hash);
        Assert.Equal((RecordingStatus.Ready, ProcessingState.Queued, 1), (ready.Status, ready.Processing!.State, ready.ProcessingGeneration));
        Assert.Equal(1, Asked(ready));

        Assert.True(UploadCompletions.Complete(ready, Completion(Hash), Sample.Noon).Is(out var again, out _));
        Assert.Equal((1, 1), (again!.ProcessingGeneration, Asked(again)));
    }

    [Fact]
    public void A_worker_gets_the_work_only_while_it_is_wanted()
    {
        var ready = Uploaded(Hash);
        Assert.True(ProcessingDecisions.Claim(ready, 1, Sample.Noon).Is(out var claimed, out _));
        Assert.Equal(ProcessingState.Running, claimed!.Processing!.State);
        // The worker may have died: the next one claims it again.
        Assert.True(ProcessingDecisions.Claim(claimed, 1, Sample.Noon).Is(out _, out _));
        Assert.False(ProcessingDecisions.Claim(claimed, 2, Sample.Noon).Is(out _, out _));
        Assert.False(ProcessingDecisions.Claim(Done(claimed, All), 1, Sample.Noon).Is(out _, out _));

        var ticket = ProcessingDecisions.Ticket(claimed, new StorageLocation("local", "objects"));
        Assert.Equal(("k", 100L, Hash, true, false), (ticket.StorageKey, ticket.FileBytes, ticket.Sha256, ticket.WantsThumbnail, ticket.WantsMp4));
    }

    [Fact]
    public void What_a_worker_finds_is_known_before_it_has_finished()
    {
        var half = ProcessingDecisions.Progress(Uploaded(Hash), new ProcessingProgressed("x", 1, Half, Sample.Noon));
        Assert.Equal((ProcessingState.Running, 14.9, true, 1280), (half.Processing!.State, half.Duration, half.Sha256Verified, half.Media!.Width));
        Assert.Equal("previews/x/seekable.webm", half.FindDerived(DerivedKinds.Seekable)!.Key);

        var done = Done(half, All);
        Assert.Equal((ProcessingState.Done, "thumbnails/x.jpg", 2), (done.Processing!.State, done.ThumbnailKey, done.Derived.Count));
        // Delivered late.
        Assert.Equal(done, ProcessingDecisions.Progress(done, new ProcessingProgressed("x", 1, Half, Sample.Noon)));
        Assert.Equal(done, ProcessingDecisions.Fail(done, Failed(ProcessingErrorCodes.Failed), Sample.Noon));
    }

    [Fact]
    public void The_result_of_an_older_request_is_dropped()
    {
        var first = Done(Uploaded(Hash), All);
        Assert.True(ProcessingDecisions.Request(first, wantsMp4: true, Sample.Noon).Is(out var second, out _));
        Assert.Equal((2, true), (second!.ProcessingGeneration, second.Processing!.WantsMp4));
        Assert.Equal(second, Done(second, Half, generation: 1));
        // What was made before stays until it is made again.
        Assert.Equal(2, second.Derived.Count);
    }

    [Theory]
    [InlineData(ProcessingErrorCodes.Undecodable)]
    [InlineData(ProcessingErrorCodes.Different)]
    [InlineData(ProcessingErrorCodes.Missing)]
    public void An_original_that_is_not_what_was_recorded_is_an_error_and_may_be_uploaded_again(string code)
    {
        var broken = ProcessingDecisions.Fail(Uploaded(Hash), Failed(code), Sample.Noon);
        Assert.Equal((RecordingStatus.Error, "It is bad.", false), (broken.Status, broken.ErrorReason, broken.Sha256Verified));
        Assert.True(UploadDecisions.Start(broken, new StartUpload(null, "local", "objects", 100), 1, Sample.Noon, DefaultKeys()).Is(out var again, out _));
        Assert.Equal((RecordingStatus.Uploading, null, 0), (again!.Status, again.Processing, again.Derived.Count));
        // A worker that still has the old request reports to nobody.
        Assert.Equal(again, Done(again, All));
        Assert.Equal(1, again.ProcessingGeneration);
    }

    [Fact]
    public void A_worker_that_failed_leaves_the_video_playable()
    {
        var failed = ProcessingDecisions.Fail(Uploaded(Hash), Failed(ProcessingErrorCodes.Failed), Sample.Noon);
        Assert.Equal((RecordingStatus.Ready, ProcessingState.Failed, "It is bad."), (failed.Status, failed.Processing!.State, failed.Processing.Reason));
        Assert.True(ProcessingDecisions.Request(failed, wantsMp4: false, Sample.Noon).Is(out var again, out _));
        Assert.Equal((ProcessingState.Queued, null), (again!.Processing!.State, again.Processing.Reason));
        Assert.False(ProcessingDecisions.Request(again, wantsMp4: false, Sample.Noon).Is(out _, out _));
    }

    [Fact]
    public void A_stream_is_played_from_its_segments_whatever_its_archive_is()
    {
        var stream = Uploaded(Hash) with { PlaybackFormat = PlaybackFormat.Hls, Duration = 15 };
        var failed = ProcessingDecisions.Fail(stream, Failed(ProcessingErrorCodes.Undecodable), Sample.Noon);
        Assert.Equal((RecordingStatus.Ready, ProcessingState.Failed), (failed.Status, failed.Processing!.State));
        Assert.Equal(15, Done(stream, All).Duration);
    }

    [Fact]
    public void An_archived_recording_takes_the_result_and_returns_to_it()
    {
        var archived = Uploaded(Hash).MoveTo(RecordingStatus.Archived, Actor.Client, Sample.Noon);
        var broken = ProcessingDecisions.Fail(archived, Failed(ProcessingErrorCodes.Undecodable), Sample.Noon);
        Assert.Equal((RecordingStatus.Archived, RecordingStatus.Error), (broken.Status, broken.StatusBeforeArchive));
    }

    [Fact]
    public void A_video_that_was_thought_undecodable_is_ready_when_it_is_processed_after_all()
    {
        var broken = ProcessingDecisions.Fail(Uploaded(Hash), Failed(ProcessingErrorCodes.Undecodable), Sample.Noon);
        Assert.True(ProcessingDecisions.Request(broken, wantsMp4: false, Sample.Noon).Is(out var again, out _));
        var done = Done(again!, All, generation: 2);
        Assert.Equal((RecordingStatus.Ready, null, true), (done.Status, done.ErrorReason, done.Sha256Verified));
    }

    [Fact]
    public void A_hash_is_verified_whichever_side_says_it_first()
    {
        var unclaimed = Done(Uploaded(sha256: null), All);
        Assert.Equal((null, false, Hash), (unclaimed.Sha256, unclaimed.Sha256Verified, unclaimed.StoredSha256));
        Assert.True(UploadCompletions.Complete(unclaimed, Completion(Hash), Sample.Noon).Is(out var claimed, out _));
        Assert.Equal((Hash, true), (claimed!.Sha256, claimed.Sha256Verified));
        Assert.True(UploadCompletions.Complete(unclaimed, Completion(Other), Sample.Noon).Is(out var different, out _));
        Assert.False(different!.Sha256Verified);
    }

    [Fact]
    public void A_recording_that_is_not_stored_cannot_be_processed() => Assert.All(
        [RecordingStatus.Uploading, RecordingStatus.Recording],
        status => Assert.False(ProcessingDecisions.Request(Sample.Recording(status) with { StorageKey = "k", FileBytes = 1 }, wantsMp4: false, Sample.Noon).Is(out _, out _)));

    private static Recording Uploaded(string? sha256)
    {
        var uploading = Sample.Recording() with { StorageKey = "k", StorageProvider = "local", StorageBucket = "objects" };
        Assert.True(UploadCompletions.Complete(uploading, Completion(sha256), Sample.Noon).Is(out var ready, out _));
        return ready!;
    }

    private static UploadCompletion Completion(string? sha256) => new("k", 100, 15.2, null) { Sha256 = sha256 };

    private static Recording Done(Recording recording, ProcessingFindings findings, int generation = 1) =>
        ProcessingDecisions.Done(recording, new ProcessingDone("x", generation, findings, Sample.Noon), Sample.Noon);

    private static ProcessingFailed Failed(string code) => new("x", 1, code, "It is bad.", ProcessingFindings.None, Sample.Noon);

    private static int Asked(Recording recording) => recording.Outbox.Count(packed => packed.Type == nameof(ProcessingRequested));

    private static Storage.StorageKeys DefaultKeys() => new(new Storage.Keys.StorageKeyOptions());
}
