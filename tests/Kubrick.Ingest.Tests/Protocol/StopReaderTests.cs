using System.Text;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Protocol;

namespace Kubrick.Ingest.Tests.Protocol;

public sealed class StopReaderTests
{
    private const string Pause = """{"pausedAt":"2026-01-08T13:00:00.000+01:00","resumedAt":"2026-01-08T12:00:05.000Z","duration":5}""";

    private static readonly DateTimeOffset Noon = new(2026, 1, 8, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_pauses_of_a_stop_are_read_with_times_in_UTC()
    {
        var pauses = Read($$"""{"type":"stop","duration":61,"pauseCount":1,"pauseDurationTotal":5,"pauseEvents":[{{Pause}}]}""").Pauses!;
        Assert.Equal((1, 5.0), (pauses.Count, pauses.DurationTotal));
        Assert.Equal([new StreamPause(Noon, Noon.AddSeconds(5), 5)], pauses.Events);
        Assert.Equal(TimeSpan.Zero, pauses.Events[0].PausedAt.Offset);
    }

    [Fact]
    public void Count_and_total_follow_from_the_pauses()
    {
        var pauses = Read($$"""{"type":"stop","pauseCount":null,"pauseEvents":[{{Pause}},{{Pause}},{"pausedAt":"2026-01-08T12:00:00Z"}]}""").Pauses!;
        Assert.Equal((3, 10.0, 3), (pauses.Count, pauses.DurationTotal, pauses.Events.Count));
    }

    [Theory]
    [InlineData("""{"type":"stop"}""")]
    [InlineData("""{"type":"stop","duration":"long","pauseEvents":null,"more":[1]}""")]
    public void A_stop_without_pauses_reports_none(string text) => Assert.Equal(new StopMessage(), Read(text));

    [Theory]
    [InlineData("""{"pauseCount":-1}""")]
    [InlineData("""{"pauseCount":1.5}""")]
    [InlineData("""{"pauseCount":1e99}""")]
    [InlineData("""{"pauseDurationTotal":-1}""")]
    [InlineData("""{"pauseDurationTotal":"5"}""")]
    [InlineData("""{"pauseDurationTotal":1e999}""")]
    [InlineData("""{"pauseEvents":{}}""")]
    [InlineData("""{"pauseEvents":[1]}""")]
    [InlineData("""{"pauseEvents":[{}]}""")]
    [InlineData("""{"pauseEvents":[{"pausedAt":"never"}]}""")]
    [InlineData("""{"pauseEvents":[{"pausedAt":1767873600000}]}""")]
    [InlineData("""{"pauseEvents":[{"pausedAt":"2026-01-08T12:00:05Z","resumedAt":"2026-01-08T12:00:00Z"}]}""")]
    [InlineData("""{"pauseEvents":[{"pausedAt":"2026-01-08T12:00:05Z","duration":-1}]}""")]
    public void A_stop_with_invalid_pauses_is_a_stop_without_them_and_an_error(string fields)
    {
        var stop = Read($$"""{"type":"stop",{{fields[1..]}}""");
        Assert.Null(stop.Pauses);
        Assert.Equal("VALIDATION_ERROR", stop.Ignored!.Code);
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public void At_most_1000_pauses_are_accepted_and_they_fit_into_a_message(int count, bool isAccepted)
    {
        var text = $$"""{"type":"stop","pauseEvents":[{{string.Join(',', Enumerable.Repeat(Pause, count))}}]}""";
        Assert.Equal(isAccepted, Read(text).Pauses is not null);
        Assert.InRange(text.Length, 0, new IngestOptions().MaxTextBytes);
    }

    private static StopMessage Read(string text) => Assert.IsType<StopMessage>(ClientMessageParser.Parse(Encoding.UTF8.GetBytes(text)));
}
