using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Recorders;

namespace Kubrick.Ingest.Tests.Recorders;

public sealed class RecorderNoticesTests
{
    private readonly RecorderNotices notices = new();

    [Fact]
    public void A_problem_is_reported_once_and_again_only_after_it_was_over()
    {
        AssertNothing(notices.Next(Report(null)));
        var (recovered, troubles) = notices.Next(Report("The storage is full."));
        var notice = Assert.Single(troubles);
        Assert.Equal((StreamProblem.StorageUnavailable, "The storage is full.", "warning"), (notice.Code, notice.Sentence, notice.Severity));
        Assert.Null(recovered);
        AssertNothing(notices.Next(Report("The storage is still full.")));
        (recovered, troubles) = notices.Next(Report(null));
        Assert.Equal(StreamProblem.StorageUnavailable, recovered);
        Assert.Empty(troubles);
        AssertNothing(notices.Next(Report(null)));
        Assert.Single(notices.Next(Report("The storage is full.")).Troubles);
    }

    [Fact]
    public void A_problem_that_follows_another_ends_it()
    {
        _ = notices.Next(Report("The storage is full."));
        var (recovered, troubles) = notices.Next(Report(null) with { Problem = new StreamProblem("OTHER", "Another one.") });
        Assert.Equal((StreamProblem.StorageUnavailable, "OTHER"), (recovered, Assert.Single(troubles).Code));
    }

    [Fact]
    public void Each_kind_of_loss_is_told_once_however_often_it_is_counted()
    {
        Assert.Equal([StreamLossKinds.Damaged], notices.Next([new StreamLoss(StreamLossKinds.Damaged, 1)]).Select(notice => notice.Code));
        StreamLoss[] later = [new(StreamLossKinds.Damaged, 7), new(StreamLossKinds.Undecodable, 2)];
        var notice = Assert.Single(notices.Next(later));
        Assert.Equal((StreamLossKinds.Undecodable, later[1].Describe(), "warning"), (notice.Code, notice.Sentence, notice.Severity));
        AssertNothing(notices.Next(Report(null) with { Losses = later }));
    }

    private static void AssertNothing(RecorderNews news)
    {
        Assert.Null(news.Recovered);
        Assert.Empty(news.Troubles);
    }

    private static StreamProgressed Report(string? problem) => new("id", 0, 0, 0, [], DateTimeOffset.UnixEpoch)
    {
        Problem = problem is null ? null : new StreamProblem(StreamProblem.StorageUnavailable, problem),
    };
}
