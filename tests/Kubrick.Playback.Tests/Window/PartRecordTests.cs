using Kubrick.Contracts.Logs;

namespace Kubrick.Playback.Tests.Window;

public sealed class PartRecordTests
{
    private static readonly PartAppended Plain = (PartAppended)Tape.Part(3, 2, initNumber: 1, discontinuity: true).Header;

    [Fact]
    public void A_record_is_read_as_it_was_written()
    {
        var full = Plain with { Discontinuities = 4, Run = "a" };
        Assert.Equal(full, PartRecord.Read(full.ToHeaders()));
    }

    [Fact]
    public void A_record_of_an_older_worker_is_read()
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
    public void Invalid_optional_headers_are_ignored(string key, object value) =>
        Assert.Equal(Plain, PartRecord.Read(new Dictionary<string, object?>(Plain.ToHeaders()) { [key] = value }));
}
