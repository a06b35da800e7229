using System.IO.Pipelines;
using Kubrick.Ingest.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace Kubrick.Ingest.Tests.Sockets;

public sealed class SocketActivityTests
{
    [Fact]
    public async Task Only_the_time_that_a_read_waits_is_silence()
    {
        var clock = new FakeTimeProvider();
        var activity = new SocketActivity(clock);
        var pipe = new Pipe();
        await using var stream = pipe.Reader.AsStream();
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.Zero, activity.Silence);

        var reading = activity.ReadAsync(cancel => stream.ReadAsync(new byte[8], cancel), TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(TimeSpan.FromSeconds(7), activity.Silence);

        await pipe.Writer.WriteAsync(new byte[] { 1 }, TestContext.Current.CancellationToken);
        Assert.Equal(1, await reading);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.Zero, activity.Silence);
    }
}
