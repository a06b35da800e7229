using Kubrick.Ingest.Events;

namespace Kubrick.Ingest.Tests.Events;

public sealed class AnnouncementsTests
{
    private readonly Announcements announcements = new();

    [Fact]
    public void A_start_and_an_end_are_announced_once()
    {
        Assert.True(announcements.IsNewStart("a"));
        Assert.False(announcements.IsNewStart("a"));
        Assert.True(announcements.IsNewEnd("a"));
        Assert.False(announcements.IsNewEnd("a"));
        Assert.False(announcements.IsNewEndOfStarted("a"));
    }

    [Fact]
    public void A_start_that_is_delivered_after_the_end_is_not_announced()
    {
        Assert.True(announcements.IsNewEnd("a"));
        Assert.False(announcements.IsNewStart("a"));
        Assert.True(announcements.IsNewStart("b"));
    }

    [Fact]
    public void A_deletion_ends_an_announced_stream_and_silences_any_other()
    {
        Assert.True(announcements.IsNewStart("live"));
        Assert.True(announcements.IsNewEndOfStarted("live"));
        Assert.False(announcements.IsNewEnd("live"));

        Assert.False(announcements.IsNewEndOfStarted("unknown"));
        Assert.False(announcements.IsNewStart("unknown"));
        Assert.False(announcements.IsNewEnd("unknown"));
    }
}
