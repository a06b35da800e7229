using Kubrick.Contracts.Logs;
using Kubrick.Ingest.Publishing;

namespace Kubrick.Ingest.Tests.Publishing;

public sealed class PublisherLeaseAnswersTests
{
    private static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(LeaseMessages.Stop, LeaseMessages.Leaving, "End")]
    [InlineData(LeaseMessages.Yield, LeaseMessages.Leaving, "Leave")]
    [InlineData(LeaseMessages.Keep, LeaseMessages.Keeping, "None")]
    [InlineData("start never", LeaseMessages.Keeping, "None")]
    [InlineData("anything", LeaseMessages.Keeping, "None")]
    public void A_publisher_obeys_a_stop_and_a_takeover(string request, string reply, string action) =>
        Assert.Equal((reply, Enum.Parse<PublisherAction>(action)), PublisherLeaseAnswers.To(request, isPublishing: true, isLeaving: false, TimeSpan.Zero, SilentAfter));

    [Theory]
    [InlineData(0.2, 0.1, LeaseMessages.Keeping, "None")]
    [InlineData(0.2, 0.3, LeaseMessages.Doubting, "None")]
    [InlineData(4.9, 4.95, LeaseMessages.Doubting, "None")]
    [InlineData(5.1, 5.0, LeaseMessages.Keeping, "None")]
    [InlineData(5.1, 5.2, LeaseMessages.Leaving, "Leave")]
    public void A_publisher_leaves_for_a_start_when_its_recorder_is_silent(double waited, double silence, string reply, string action) => Assert.Equal(
        (reply, Enum.Parse<PublisherAction>(action)),
        PublisherLeaseAnswers.To(LeaseMessages.Start(TimeSpan.FromSeconds(waited)), isPublishing: true, isLeaving: false, TimeSpan.FromSeconds(silence), SilentAfter));

    [Theory]
    [InlineData(LeaseMessages.Stop)]
    [InlineData(LeaseMessages.Yield)]
    [InlineData(LeaseMessages.Keep)]
    public void Before_the_start_and_after_the_end_nothing_is_done(string request)
    {
        Assert.Equal((LeaseMessages.Keeping, PublisherAction.None), PublisherLeaseAnswers.To(request, isPublishing: false, isLeaving: false, TimeSpan.MaxValue, SilentAfter));
        Assert.Equal((LeaseMessages.Leaving, PublisherAction.None), PublisherLeaseAnswers.To(request, isPublishing: false, isLeaving: true, TimeSpan.MaxValue, SilentAfter));
    }
}
