using System.Globalization;

namespace Kubrick.Storage.Tests;

public sealed class ReceivedPartsTests
{
    private const int Size = 100;

    [Theory]
    [InlineData("", 0, 0, false)]
    [InlineData("1:100 2:100 3:7", 3, 207, false)]
    [InlineData("3:7 1:100 2:100", 3, 207, false)]
    [InlineData("1:100 2:100 4:100", 2, 200, true)]
    [InlineData("2:100 3:100", 0, 0, true)]
    // A short part is the last one, whatever follows.
    [InlineData("1:100 2:99 3:100", 2, 199, true)]
    [InlineData("1:100 2:101 3:7", 2, 201, true)]
    [InlineData("1:100 2:0", 1, 100, false)]
    public void The_bytes_from_the_start_end_at_the_first_gap(string parts, int count, long bytes, bool hasGap)
    {
        var run = Received(parts).FromStart(Size);

        Assert.Equal(Enumerable.Range(1, count), run.Parts.Select(part => part.PartNumber));
        Assert.Equal((bytes, hasGap), (run.Bytes, run.HasGap));
        Assert.Equal(bytes, run.Parts.Sum(part => part.Length));
    }

    [Theory]
    [InlineData("1:100 2:100", 230, 3, 230)]
    [InlineData("", 30, 1, 30)]
    [InlineData("1:100", 100, 1, 100)]
    public void A_piece_of_the_next_part_counts(string parts, long received, int count, long bytes)
    {
        var run = (Received(parts) with { Bytes = received }).FromStart(Size);

        Assert.Equal((count, bytes, false), (run.Parts.Count, run.Bytes, run.HasGap));
        Assert.Equal(bytes, run.Parts.Sum(part => part.Length));
    }

    private static ReceivedParts Received(string text)
    {
        UploadedPart[] parts = [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split(':')).Select(part =>
            new UploadedPart(int.Parse(part[0], CultureInfo.InvariantCulture), "e", long.Parse(part[1], CultureInfo.InvariantCulture)))];
        return new ReceivedParts(parts, parts.Sum(part => part.Length ?? 0));
    }
}
