using Kubrick.Contracts.Streams;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Tests.Streams;

public sealed class LossCountsTests
{
    private readonly LossCounts losses;
    private int newKinds;

    public LossCountsTests() => losses = new LossCounts(() => newKinds++);

    [Fact]
    public void Losses_are_counted_by_kind_and_a_new_kind_is_reported_once()
    {
        losses.Add(StreamLossKinds.Undecodable, 2);
        losses.AddOfLog(StreamLossKinds.OverLimit, 3);
        losses.Add(StreamLossKinds.OverLimit);
        losses.Add(StreamLossKinds.Undecodable);
        losses.Add(StreamLossKinds.Damaged, 0);
        Assert.Equal([new StreamLoss(StreamLossKinds.OverLimit, 4), new StreamLoss(StreamLossKinds.Undecodable, 3)], losses.All);
        Assert.Equal(2, newKinds);
    }

    [Fact]
    public void A_loss_of_unknown_extent_counts_once_unless_it_is_counted_besides()
    {
        losses.AddOnce(StreamLossKinds.Damaged);
        losses.AddOnce(StreamLossKinds.Damaged);
        Assert.Equal([new StreamLoss(StreamLossKinds.Damaged, 1)], losses.All);
        losses.Add(StreamLossKinds.Damaged, 4);
        losses.AddOnce(StreamLossKinds.Damaged);
        Assert.Equal([new StreamLoss(StreamLossKinds.Damaged, 4)], losses.All);
    }

    [Fact]
    public void Another_worker_continues_with_what_only_this_one_saw()
    {
        losses.Add(StreamLossKinds.Damaged, 2);
        losses.AddOfLog(StreamLossKinds.Missing, 5);
        losses.AddOnce(StreamLossKinds.Undecodable);
        var next = new LossCounts(() => { });
        next.Restore(losses.Carried);
        next.Add(StreamLossKinds.Damaged);
        Assert.Equal([new StreamLoss(StreamLossKinds.Damaged, 3), new StreamLoss(StreamLossKinds.Undecodable, 1)], next.All);
        next.AddOfLog(StreamLossKinds.Missing, 5);
        Assert.Equal([new StreamLoss(StreamLossKinds.Damaged, 3), new StreamLoss(StreamLossKinds.Missing, 5), new StreamLoss(StreamLossKinds.Undecodable, 1)], next.All);
    }

    [Theory]
    [InlineData(StreamLossKinds.Damaged, 1, "Bytes were damaged or missing in 1 place; what could not be read there was left out.")]
    [InlineData(StreamLossKinds.Undecodable, 12, "12 frames could not be decoded.")]
    [InlineData("KIND_OF_A_LATER_VERSION", 1, "Some media could not be kept.")]
    public void A_loss_is_described_in_a_sentence(string kind, long count, string sentence) => Assert.Equal(sentence, new StreamLoss(kind, count).Describe());
}
