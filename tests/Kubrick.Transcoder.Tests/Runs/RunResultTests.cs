using Kubrick.Contracts.Streams;
using Kubrick.Transcoder.Archive;
using Kubrick.Transcoder.Media;
using Kubrick.Transcoder.Runs;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Tests.Runs;

public sealed class RunResultTests
{
    private static readonly StreamArchive Archive = new("recordings/a.webm", "local", "bucket", "video/webm", 12, "0123");
    private static readonly ArchiveResult Stored = new ArchiveResult.Stored(Archive);
    private static readonly ArchiveResult Empty = new ArchiveResult.Stored(null);
    private static readonly ArchiveResult Lost = new ArchiveResult.Lost(new StreamFailure(StreamErrorCodes.StorageFailed, "The archive failed."));
    private static readonly StreamFailure Media = new(StreamErrorCodes.TranscodingFailed, "The media failed.");
    private static readonly FinalPlaylist Listed = new("streams/a/playlist.m3u8", null);
    private static readonly FinalPlaylist Nothing = new(null, null);
    private static readonly FinalPlaylist Unlisted = new(null, new StreamFailure(StreamErrorCodes.StorageFailed, "The playlist failed."));

    [Fact]
    public void A_stream_whose_archive_and_playlist_are_stored_has_ended() =>
        Assert.Equal(new RunResult.Ended(Archive, Listed.Key!), RunResult.Decide(Stored, null, Listed));

    [Fact]
    public void A_deleted_recording_has_no_other_result()
    {
        foreach (var playlist in (FinalPlaylist[])[Listed, Nothing, Unlisted])
        {
            Assert.IsType<RunResult.StreamDeleted>(RunResult.Decide(new ArchiveResult.Discarded(), Media, playlist));
            Assert.IsType<RunResult.StreamDeleted>(RunResult.Decide(new ArchiveResult.Discarded(), null, playlist));
        }
    }

    [Fact]
    public void A_media_failure_keeps_the_archive_and_what_can_be_played()
    {
        Assert.Equal(new RunResult.Failed(Media, Archive, Listed.Key, false), RunResult.Decide(Stored, Media, Listed));
        Assert.Equal(new RunResult.Failed(Media, Archive, null, false), RunResult.Decide(Stored, Media, Nothing));
        Assert.Equal(new RunResult.Failed(Media, null, null, false), RunResult.Decide(Empty, Media, Nothing));
    }

    [Fact]
    public void A_lost_archive_fails_the_stream_and_keeps_the_chunk_log()
    {
        var failed = Assert.IsType<RunResult.Failed>(RunResult.Decide(Lost, null, Listed));

        Assert.Equal(("The archive failed.", null, Listed.Key, true), (failed.Failure.Message, failed.Archive, failed.PlaylistKey, failed.IsArchiveLost));
    }

    [Fact]
    public void A_playlist_that_could_not_be_stored_fails_the_stream()
    {
        var failed = Assert.IsType<RunResult.Failed>(RunResult.Decide(Stored, null, Unlisted));

        Assert.Equal(("The playlist failed.", Archive, null, false), (failed.Failure.Message, failed.Archive, failed.PlaylistKey, failed.IsArchiveLost));
    }

    [Fact]
    public void Of_several_failures_the_earliest_in_the_pipeline_is_reported()
    {
        Assert.Same(Media, Assert.IsType<RunResult.Failed>(RunResult.Decide(Lost, Media, Unlisted)).Failure);
        Assert.Equal("The archive failed.", Assert.IsType<RunResult.Failed>(RunResult.Decide(Lost, null, Unlisted)).Failure.Message);
    }

    [Fact]
    public void A_stream_without_anything_to_play_has_failed()
    {
        var failed = Assert.IsType<RunResult.Failed>(RunResult.Decide(Stored, null, Nothing));

        Assert.Equal((StreamErrorCodes.InvalidMedia, Archive), (failed.Failure.Code, failed.Archive));
        Assert.IsType<RunResult.Failed>(RunResult.Decide(Empty, null, Listed));
    }
}
