using Kubrick.Storage.Containers;
using Kubrick.Transcoder.Containers;
using Kubrick.Transcoder.Tests.Fixtures;

namespace Kubrick.Transcoder.Tests.Containers;

public sealed class ContainerSnifferTests
{
    [Theory]
    [MemberData(nameof(Fixture.Names), MemberType = typeof(Fixture))]
    public void The_first_bytes_decide_the_container_and_fewer_never_decide_wrongly(string name)
    {
        var bytes = Fixture.Load(name).Bytes;
        var expected = name == "mp4" ? ContainerKind.Mp4 : ContainerKind.Matroska;
        var answers = Enumerable.Range(0, 100).Select(length => ContainerSniffer.Sniff(bytes.AsSpan(0, length))).ToList();
        Assert.Equal(expected, answers[^1]);
        Assert.All(answers, answer => Assert.True(answer == expected || answer == ContainerKind.Undecided));
        Assert.Equal(expected, SourceReader.Of(answers[^1]).Container);
    }

    [Theory]
    [InlineData("3c68746d6c3e")]
    [InlineData("ff")]
    [InlineData("524946460000000057415645")]
    [InlineData("00000001000000010000000100000001")]
    [InlineData("000000186d64617400000000")]
    [InlineData("1a45dfa300")]
    [InlineData("1a45dfa301ffffffffffffff4282847765626d")]
    [InlineData("1a45dfa3874282843132333400000000")]
    [InlineData("1a45dfa380")]
    public void Other_bytes_are_no_container(string hex) => Assert.Equal(ContainerKind.Unknown, ContainerSniffer.Sniff(Convert.FromHexString(hex)));

    [Fact]
    public void The_limit_of_bytes_always_decides()
    {
        var random = new Random(7);
        foreach (var start in new[] { "", "1a45dfa3", "1a45dfa3500f", "0000", "00000020", "1a45dfa340ff" })
        {
            var bytes = new byte[ContainerSniffer.MaxBytes];
            random.NextBytes(bytes);
            Convert.FromHexString(start).CopyTo(bytes, 0);
            Assert.NotEqual(ContainerKind.Undecided, ContainerSniffer.Sniff(bytes));
        }
    }

    [Fact]
    public void No_bytes_give_no_facts() => Assert.Equal(ContainerKind.Undecided, ContainerSniffer.Sniff([]));
}
