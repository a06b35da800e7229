using Kubrick.Contracts.Streams;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Streams;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Storage;

namespace Kubrick.Recordings.Tests.Streams;

public sealed class StreamDecisionsTests
{
    private static readonly StorageLocation Place = new("s3", "bucket");

    private static readonly StreamArchive Archive = new("recordings/2026/01/01/x-001.mp4", "local", "objects", "video/mp4", 1234, new string('a', 64));

    private static Recording Hls(RecordingStatus status = RecordingStatus.Uploading) => Sample.Recording(status) with { PlaybackFormat = PlaybackFormat.Hls };

    [Fact]
    public void A_start_sets_recording_and_a_second_one_changes_nothing()
    {
        var started = StreamDecisions.Start(Hls(), Started(), Sample.Noon);
        Assert.Equal((RecordingStatus.Recording, true, Sample.Noon), (started.Status, started.IsLiveStreaming, started.StreamStartedAt));
        var again = StreamDecisions.Start(started, Started() with { StartedAt = Sample.Noon.AddSeconds(5) }, Sample.Noon);
        Assert.Equal(started, again);
    }

    [Fact]
    public void An_end_sets_ready_with_the_stored_objects()
    {
        var ended = StreamDecisions.End(StreamDecisions.Start(Hls(), Started(), Sample.Noon), Ended(), Sample.Noon);
        Assert.Equal((RecordingStatus.Ready, false, 61.5, 1234L), (ended.Status, ended.IsLiveStreaming, ended.Duration, ended.FileBytes));
        Assert.Equal(("streams/x/stream.m3u8", "recordings/2026/01/01/x-001.mp4", "video/mp4", "local"), (ended.HlsManifestKey, ended.StorageKey, ended.MimeType, ended.StorageProvider));
        Assert.Equal(Sample.Noon.AddMinutes(1), ended.StreamEndedAt);
        Assert.Equal((Archive.Sha256, true), (ended.Sha256, ended.Sha256Verified));
    }

    [Fact]
    public void An_end_before_its_start_or_delivered_twice_is_final()
    {
        var ended = StreamDecisions.End(Hls(), Ended(), Sample.Noon);
        Assert.Equal((RecordingStatus.Ready, Sample.Noon), (ended.Status, ended.StreamStartedAt));
        Assert.Equal(ended, StreamDecisions.Start(ended, Started(), Sample.Noon));
        Assert.Equal(ended, StreamDecisions.End(ended, Ended(), Sample.Noon));
    }

    [Fact]
    public void A_failure_sets_error_with_its_reason_and_keeps_the_archive()
    {
        var failed = StreamDecisions.Fail(StreamDecisions.Start(Hls(), Started(), Sample.Noon), Failed(), Sample.Noon);
        Assert.Equal((RecordingStatus.Error, false, "It was noise."), (failed.Status, failed.IsLiveStreaming, failed.ErrorReason));
        Assert.Equal((1234L, null), (failed.FileBytes, failed.HlsManifestKey));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Events_in_any_order_and_delivered_twice_give_the_same_recording(bool isArchived)
    {
        Func<Recording, Recording>[] events =
        [
            recording => StreamDecisions.Start(recording, Started(), Sample.Noon),
            recording => StreamDecisions.Fail(recording, Failed() with { Losses = [new(StreamLossKinds.Damaged, 4), new(StreamLossKinds.OverLimit, 1)] }, Sample.Noon),
            recording => StreamDecisions.End(recording, Ended() with { Losses = [new(StreamLossKinds.Undecodable, 9), new(StreamLossKinds.Damaged, 2)] }, Sample.Noon),
            recording => StreamDecisions.ReportPauses(recording, new StreamPauses(3, 12, [])),
        ];
        var start = isArchived ? Hls().MoveTo(RecordingStatus.Archived, Actor.Client, Sample.Noon) : Hls();
        var first = events.Aggregate(start, (recording, apply) => apply(recording));
        StreamLossFact[] losses = [Loss(StreamLossKinds.Damaged, 4), Loss(StreamLossKinds.OverLimit, 1), Loss(StreamLossKinds.Undecodable, 9)];
        Assert.Equal(losses, first.Losses);
        var expected = WithoutEvents(first);
        Assert.Equal((RecordingStatus.Ready, null, 3), (expected.StatusBeforeArchive ?? expected.Status, expected.ErrorReason, expected.PauseCount));
        var random = new Random(7);
        for (var attempt = 0; attempt < 100; attempt++)
        {
            Func<Recording, Recording>[] delivered = [.. events, .. events.Where(_ => random.Next(2) == 0)];
            random.Shuffle(delivered);
            var other = delivered.Aggregate(start, (recording, apply) => apply(recording));
            Assert.Equal(losses, other.Losses);
            Assert.Equal(expected, WithoutEvents(other));
        }
    }

    [Fact]
    public void Losses_that_are_delivered_twice_change_nothing()
    {
        var message = Ended() with { Losses = [new(StreamLossKinds.Damaged, 2)] };
        var ended = StreamDecisions.End(Hls(), message, Sample.Noon);
        Assert.Equal(ended, StreamDecisions.End(ended, message, Sample.Noon));
    }

    [Fact]
    public void A_new_title_stays_when_events_with_the_old_one_follow()
    {
        var renamed = Hls() with { Title = "Better" };
        var ended = StreamDecisions.End(StreamDecisions.Start(renamed, Started(), Sample.Noon), Ended(), Sample.Noon);
        Assert.Equal(("Better", "Better"), (ended.Title, StreamDecisions.Start(ended, Started(), Sample.Noon).Title));
    }

    [Fact]
    public void An_archive_that_a_repair_found_has_no_hash_and_keeps_a_known_one()
    {
        var found = new FinishedStream(Sample.Noon, Sample.Noon, 0, null, Archive with { Sha256 = "" });
        Assert.Equal((null, false), HashOf(StreamDecisions.Finish(Hls(), RecordingStatus.Error, found, Sample.Noon)));
        Assert.Equal((Archive.Sha256, true), HashOf(StreamDecisions.Finish(StreamDecisions.End(Hls(), Ended(), Sample.Noon), RecordingStatus.Ready, found, Sample.Noon)));

        static (string?, bool) HashOf(Recording recording) => (recording.Sha256, recording.Sha256Verified);
    }

    [Fact]
    public void A_failure_without_an_archive_keeps_the_known_facts()
    {
        var failed = StreamDecisions.Fail(Hls(), Failed() with { Archive = null }, Sample.Noon);
        Assert.Equal((RecordingStatus.Error, null, "video/webm"), (failed.Status, failed.StorageKey, failed.MimeType));
    }

    [Fact]
    public void A_stream_that_ends_in_the_archive_is_ready_when_restored()
    {
        var archived = Hls().MoveTo(RecordingStatus.Archived, Actor.Client, Sample.Noon);
        var ended = StreamDecisions.End(archived, Ended(), Sample.Noon);
        Assert.Equal((RecordingStatus.Archived, RecordingStatus.Ready, 1234L), (ended.Status, ended.StatusBeforeArchive, ended.FileBytes));
    }

    [Theory]
    [InlineData(RecordingStatus.Ready)]
    [InlineData(RecordingStatus.Error)]
    [InlineData(RecordingStatus.Processing)]
    [InlineData(RecordingStatus.Archived)]
    internal void A_finished_recording_cannot_be_streamed(RecordingStatus status) =>
        Assert.Equal(409, StreamDecisions.Request(status == RecordingStatus.Archived ? Sample.Recording(status, before: RecordingStatus.Ready) with { PlaybackFormat = PlaybackFormat.Hls } : Hls(status), 7, Sample.Noon, Place).Error!.StatusCode);

    [Fact]
    public void An_uploading_file_and_a_video_cannot_be_streamed()
    {
        Assert.Equal(409, StreamDecisions.Request(Hls() with { StorageKey = "recordings/x" }, 7, Sample.Noon, Place).Error!.StatusCode);
        Assert.Equal(400, StreamDecisions.Request(Sample.Recording(RecordingStatus.Uploading) with { PlaybackFormat = PlaybackFormat.Video }, 7, Sample.Noon, Place).Error!.StatusCode);
    }

    [Fact]
    public void A_requested_stream_knows_where_it_is_stored_and_keeps_it()
    {
        Assert.True(StreamDecisions.Request(Hls(), 7, Sample.Noon, Place).Is(out var requested, out _));
        Assert.Equal(("s3", "bucket"), (requested.StorageProvider, requested.StorageBucket));
        Assert.True(StreamDecisions.Request(requested, 7, Sample.Noon, new StorageLocation("local", "objects")).Is(out var again, out _));
        Assert.Equal(("s3", "bucket"), (again.StorageProvider, again.StorageBucket));
    }

    // The status events depend on the order; the state must not.
    private static Recording WithoutEvents(Recording recording) => recording with { Outbox = [], PauseEvents = [], Losses = [] };

    private static StreamLossFact Loss(string kind, long count) => new() { Kind = kind, Count = count };

    private static StreamStarted Started() => new("x", Sample.Noon, "Title", "Ada", "720p");

    private static StreamEnded Ended() => new("x", Sample.Noon, Sample.Noon.AddMinutes(1), new StreamTotals(61_500, 31, 9999, 1234), "streams/x/stream.m3u8", Archive);

    private static StreamFailed Failed() =>
        new("x", Sample.Noon, Sample.Noon.AddMinutes(1), StreamErrorCodes.InvalidMedia, "It was noise.", new StreamTotals(0, 0, 0, 1234), null, Archive);
}
