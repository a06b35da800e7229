using Kubrick.Contracts.Logs;

namespace Kubrick.Playback.Tests.Live;

public sealed class PartRecordTests
{
    private static readonly PartAppended Plain = (PartAppended)Tape.Part(3, 2, epoch: 1, discontinuity: true).Header;

    [Fact]
    public void A_header_is_read_as_it_was_written()
    {
        var full = Plain with { Discontinuities = 4, Run = "a" };
        Assert.Equal(full, PartRecord.Read(full.ToHeaders()));
    }

    [Fact]
    public void A_header_of_an_older_worker_is_read()
    {
        var headers = Plain.ToHeaders();
        Assert.DoesNotContain("discontinuities", headers.Keys);
        Assert.DoesNotContain("run", headers.Keys);
        Assert.Equal(Plain, PartRecord.Read(headers));
    }

    [Theory]
    [InlineData("discontinuities", -1L)]
    [InlineData("discontinuities", 1L << 40)]
    [InlineData("discontinuities", "many")]
    [InlineData("run", "")]
    [InlineData("run", 7)]
    public void What_makes_no_sense_counts_as_not_told(string key, object value) =>
        Assert.Equal(Plain, PartRecord.Read(new Dictionary<string, object?>(Plain.ToHeaders()) { [key] = value }));
}
