using Kubrick.Storage.Containers;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Packaging;

namespace Kubrick.Transcoder.Tests.Checkpoints;

public sealed class CheckpointJsonTests
{
    [Fact]
    public void A_checkpoint_is_read_as_it_was_written()
    {
        var timeline = new EpochTimeline(1, 5_000_000, DateTimeOffset.UnixEpoch);
        var written = new Checkpoint
        {
            Attempts = 2,
            Archive = new ArchiveSession("recordings/a.webm", "video/webm", "id", 8 << 20),
            BytesUploaded = 12,
            Segments = [new PlaylistSegment(0, 1, 2_000_000, true, false, DateTimeOffset.UnixEpoch)],
            Resume = new ResumePoint(new ChunkPosition(7, 5, 3), ContainerKind.Mp4, [1, 2], 1, timeline, 2_000_000, [3])
            {
                Losses = new Dictionary<string, long> { ["MEDIA_DAMAGED"] = 2 },
            },
        };

        var read = CheckpointJson.Read(CheckpointJson.Write(written))!;

        Assert.Equal((2, written.Archive, 12L), (read.Attempts, read.Archive, read.BytesUploaded));
        Assert.Equal(written.Segments, read.Segments);
        Assert.Equal((written.Resume.Position, written.Resume.Timeline, ContainerKind.Mp4), (read.Resume!.Position, read.Resume.Timeline, read.Resume.Container));
        Assert.Equal(written.Resume.Header, read.Resume.Header);
        Assert.Equal(written.Resume.Init, read.Resume.Init);
        Assert.Equal(written.Resume.Losses, read.Resume.Losses);
    }

    [Fact]
    public void A_resume_point_of_an_older_worker_has_no_losses()
    {
        var text = System.Text.Encoding.UTF8.GetString(CheckpointJson.Write(new Checkpoint
        {
            Resume = new ResumePoint(new ChunkPosition(7, 5, 3), ContainerKind.Mp4, [1, 2], 1, new EpochTimeline(1, 0, DateTimeOffset.UnixEpoch), 0, [3]),
        }));

        Assert.DoesNotContain("losses", text, StringComparison.Ordinal);
        Assert.Null(CheckpointJson.Read(System.Text.Encoding.UTF8.GetBytes(text))!.Resume!.Losses);
    }

    [Fact]
    public void Initialisation_sections_keep_their_stored_name()
    {
        // Checkpoints outlive the version that wrote them.
        var read = CheckpointJson.Read("{\"segments\":[{\"mediaSequence\":4,\"epoch\":2}]}"u8)!;

        Assert.Equal(2, Assert.Single(read.Segments).InitNumber);
        Assert.Contains("\"epoch\":2", System.Text.Encoding.UTF8.GetString(CheckpointJson.Write(read)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"attempts":3,"later":"unknown"}""", true)]
    [InlineData("", false)]
    [InlineData("{", false)]
    [InlineData("null", false)]
    [InlineData("""{"attempts":"many"}""", false)]
    public void Missing_properties_have_defaults_and_malformed_JSON_is_no_checkpoint(string text, bool isRead)
    {
        var read = CheckpointJson.Read(System.Text.Encoding.UTF8.GetBytes(text));

        Assert.Equal(isRead, read is not null);
        Assert.Empty(read?.Segments ?? []);
    }
}
