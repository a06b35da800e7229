using System.Text;
using Kubrick.Ingest.Tests.Recorders;
using Kubrick.Ingest.Tests.Servers;
using Kubrick.Testing;

namespace Kubrick.Ingest.Tests.Sockets;

public sealed class HostileClientTests(BrokerFixture broker) : SocketTest(broker)
{
    [Fact]
    public async Task A_frame_of_endless_announced_length_is_closed_at_the_limit()
    {
        var host = await StartAsync(("Ingest:MaxFrameBytes", "100000"));
        var client = Mine(await RawSocket.ConnectAsync(host.Http.BaseAddress!));
        await client.SendAsync([0x82, 0xff, 0x3f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, .. new byte[150_000]]);
        Assert.Equal(1009, await client.WhenClosedAsync());
        await Eventually.TrueAsync("the socket is closed", () => Task.FromResult(host.Sockets.Count == 0), Stop);
    }

    [Fact]
    public async Task Fragments_without_an_end_are_closed_at_the_limit()
    {
        var host = await StartAsync(("Ingest:MaxFrameBytes", "10000"));
        var client = Mine(await RawSocket.ConnectAsync(host.Http.BaseAddress!));
        await client.SendAsync([0x02, 0x80, 0, 0, 0, 0]);
        for (var i = 0; i < 101; i++)
        {
            await client.SendAsync([0x00, 0xe4, 0, 0, 0, 0, .. new byte[100]]);
        }

        Assert.Equal(1009, await client.WhenClosedAsync());
    }

    [Theory]
    [InlineData("reserved bits", new byte[] { 0xf2, 0x81, 0, 0, 0, 0, 1 })]
    [InlineData("an unknown kind", new byte[] { 0x87, 0x81, 0, 0, 0, 0, 1 })]
    [InlineData("a continuation of nothing", new byte[] { 0x80, 0x81, 0, 0, 0, 0, 1 })]
    [InlineData("text that is no UTF-8", new byte[] { 0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28 })]
    [InlineData("an HTTP request", new byte[] { (byte)'G', (byte)'E', (byte)'T', (byte)' ', (byte)'/', 13, 10, 13, 10 })]
    public async Task Bytes_that_are_no_WebSocket_close_the_connection(string what, byte[] bytes)
    {
        var host = await StartAsync();
        var client = Mine(await RawSocket.ConnectAsync(host.Http.BaseAddress!));
        await client.SendAsync(bytes);
        Assert.True(await client.WhenClosedAsync() is 0 or 1002 or 1007, what);
        await Eventually.TrueAsync("the socket is closed", () => Task.FromResult(host.Sockets.Count == 0), Stop);
    }

    [Fact]
    public async Task Thousands_of_wrong_messages_do_not_disturb_another_recording()
    {
        // Room for few replies: a client that requests more waits for them.
        var host = await StartAsync(("Ingest:SendQueue", "100"));
        var recorder = await ConnectAsync(host);
        var id = Neighbours.Create();
        await recorder.StartAsync(id);
        var noisy = await ConnectAsync(host);
        var frames = Frames(50);
        var random = new Random(7);
        for (var i = 0; i < 2_000; i++)
        {
            var noise = new byte[random.Next(1, 200)];
            random.NextBytes(noise);
            await (i % 2 == 0 ? noisy.SendAsync(noise) : noisy.SayRawAsync(Encoding.Latin1.GetString(noise)));
            if (i % 40 == 0)
            {
                await recorder.SendAsync(frames[i / 40]);
            }
        }

        await noisy.PingAsync();
        Assert.Equal(2_000, noisy.Heard.Count(message => message.GetProperty("type").GetString() == "error"));
        await recorder.SayAsync(new { type = "stop" });
        SameBytes(frames, await host.ReadLogAsync(id));
    }
}
