using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Uploads;
using Kubrick.Storage;

namespace Kubrick.Recordings.Tests.Uploads;

public sealed class RecordedTimesTests
{
    private const int Chunk = 100;

    private static readonly UploadSessionFacts Fresh = new() { ChunkSize = Chunk, IsOpenEnded = true };

    [Fact]
    public void Nothing_is_known_before_a_client_reports()
    {
        Assert.Null(Fresh.SecondsIn(50));
        Assert.Null(Fresh.MissingSeconds(Fresh.SecondsIn(50)));
        Assert.Null(Missing(Fresh.WithTimes(new NotePart(1, 12, null)), 50));
        Assert.Null(Missing(Fresh.WithTimes(new NotePart(1, null, null)), 50));
        Assert.Null(Fresh.SecondsIn([new UploadedPart(1, "e", Chunk)], arriveWhole: true));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(100, 5)]
    [InlineData(150, 10)]
    [InlineData(200, 15)]
    [InlineData(400, 25)]
    // Beyond the last reported part at the average rate of 25 s in 400 bytes, up to what was recorded.
    [InlineData(440, 27.5)]
    [InlineData(100_000, 30)]
    public void Times_between_reported_parts_are_proportional(long bytes, double seconds)
    {
        var session = Fresh.WithTimes(new(1, 6, 5)).WithTimes(new(4, 30, 25)).WithTimes(new(2, 16, 15));

        Assert.Equal(seconds, session.SecondsIn(bytes)!.Value, 6);
        Assert.Equal(30 - seconds, Missing(session, bytes)!.Value, 6);
    }

    [Fact]
    public void The_recorded_time_never_decreases_and_nothing_negative_is_missing()
    {
        var session = Fresh.WithTimes(new(1, 50, 10)).WithTimes(new(2, 3, 1));

        Assert.Equal(50, session.RecordedSeconds);
        Assert.Equal(10, session.SecondsIn(200));
        Assert.Equal(0, Missing(Fresh.WithTimes(new(1, 5, 10)), 100));
        Assert.Equal(12.3, Missing(Fresh.WithTimes(new(1, 22.34, 10)), 100));
    }

    [Theory]
    // A gap in the middle, at the beginning, and before the last part, which is shorter.
    [InlineData("1:100 2:100 4:100", true, 23)]
    [InlineData("2:100 3:100 4:100", true, 26)]
    [InlineData("1:100 4:30", true, 13)]
    [InlineData("1:100 4:30", false, 7.4)]
    [InlineData("1:100 2:50 4:100", true, 18)]
    [InlineData("1:100 2:100 3:100 4:100", true, 31)]
    [InlineData("", true, 0)]
    public void The_time_in_some_parts_leaves_out_what_is_between_them(string parts, bool arriveWhole, double seconds)
    {
        var session = Fresh.WithTimes(new(1, 6, 5)).WithTimes(new(2, 16, 15)).WithTimes(new(4, 30, 31));
        var arrived = session.SecondsIn(Parts(parts), arriveWhole);

        Assert.Equal(seconds, arrived!.Value, 6);
        Assert.Equal(Math.Round(31 - seconds, 1), session.MissingSeconds(arrived));
    }

    [Fact]
    public void The_stored_times_are_bounded_and_cover_the_whole_recording()
    {
        var session = Enumerable.Range(1, 10_000).Aggregate(Fresh, (facts, number) => facts.WithTimes(new NotePart(number, number * 2, number * 2)));

        Assert.InRange(session.PartTimes.Count, 8, 16);
        Assert.Equal(10_000, session.PartTimes[^1].PartNumber);
        Assert.Equal(session.PartTimes.OrderBy(time => time.PartNumber), session.PartTimes);
        foreach (var number in (int[])[1, 777, 5_000, 9_999])
        {
            Assert.Equal(number * 2, session.SecondsIn(number * Chunk)!.Value, 6);
        }
    }

    [Fact]
    public void Whatever_a_client_reports_the_times_are_ordered() => Check.QuickThrowOnFailure(Prop.ForAll<byte[], NormalFloat[]>((parts, seconds) =>
    {
        var notes = parts.Zip(seconds.Concat(seconds.AsEnumerable().Reverse()), (part, second) => new NotePart(part + 1, Math.Abs(second.Get), Math.Abs(second.Get / 2)));
        var session = notes.Aggregate(Fresh, (facts, note) => facts.WithTimes(note));
        var times = Enumerable.Range(0, 400).Select(i => session.SecondsIn(i * 77)).ToList();
        return times.All(time => time is null)
            || (times.Zip(times.Skip(1)).All(pair => pair.First <= pair.Second + 1e-6) && Missing(session, 20_000) >= 0);
    }));

    private static double? Missing(UploadSessionFacts session, long bytes) => session.MissingSeconds(session.SecondsIn(bytes));

    private static UploadedPart[] Parts(string text) =>
    [
        .. from part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
           let facts = part.Split(':')
           select new UploadedPart(int.Parse(facts[0], CultureInfo.InvariantCulture), "e", long.Parse(facts[1], CultureInfo.InvariantCulture)),
    ];
}
