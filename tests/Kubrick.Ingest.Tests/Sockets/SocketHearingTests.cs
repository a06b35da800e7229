using System.IO.Pipelines;
using Kubrick.Ingest.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace Kubrick.Ingest.Tests.Sockets;

public sealed class SocketHearingTests
{
    [Fact]
    public async Task Only_the_time_in_which_somebody_reads_and_nothing_comes_is_silence()
    {
        var clock = new FakeTimeProvider();
        var hearing = new SocketHearing(clock);
        var pipe = new Pipe();
        await using var stream = new HeardStream(pipe.Reader.AsStream(), hearing);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.Zero, hearing.Silence);

        var reading = stream.ReadAsync(new byte[8], TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(TimeSpan.FromSeconds(7), hearing.Silence);

        await pipe.Writer.WriteAsync(new byte[] { 1 }, TestContext.Current.CancellationToken);
        Assert.Equal(1, await reading);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.Zero, hearing.Silence);
    }
}
