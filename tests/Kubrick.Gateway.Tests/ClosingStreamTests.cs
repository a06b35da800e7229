using Kubrick.Gateway.Sockets;

namespace Kubrick.Gateway.Tests;

/// <summary>What a client receives of a service's socket when the gateway stops.</summary>
public sealed class ClosingStreamTests
{
    private static readonly byte[] First = FrameBoundaryTests.Frame(0x82, 300, false);
    private static readonly byte[] Second = FrameBoundaryTests.Frame(0x81, 5, false);
    private static readonly byte[] End = [0x88, 2, 0x03, 0xE8];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Between_two_frames_the_socket_is_closed_at_once_and_the_rest_is_dropped()
    {
        using var client = new MemoryStream();
        using var socket = new ClosingStream(client);
        await socket.WriteAsync(First, Cancel);
        await socket.CloseAsync();
        AssertClosed(First, client.ToArray());
        await socket.WriteAsync(Second, Cancel);
        await socket.WriteAsync(End, Cancel);
        AssertClosed(First, client.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    [InlineData(303)]
    public async Task Within_a_frame_it_is_closed_after_its_end(int sent)
    {
        using var client = new MemoryStream();
        using var socket = new ClosingStream(client);
        await socket.WriteAsync(First.AsMemory(0, sent), Cancel);
        await socket.CloseAsync();
        Assert.Equal(First[..sent], client.ToArray());
        await socket.WriteAsync((byte[])[.. First[sent..], .. Second], Cancel);
        AssertClosed(First, client.ToArray());
    }

    [Fact]
    public async Task A_socket_that_the_service_closes_itself_is_left_alone()
    {
        using var client = new MemoryStream();
        using var socket = new ClosingStream(client);
        await socket.WriteAsync(End.AsMemory(0, 3), Cancel);
        await socket.CloseAsync();
        await socket.WriteAsync(End.AsMemory(3), Cancel);
        Assert.Equal(End, client.ToArray());
    }

    [Fact]
    public async Task A_client_that_is_gone_stops_nothing()
    {
        var client = new MemoryStream();
        var socket = new ClosingStream(client);
        await client.DisposeAsync();
        await socket.CloseAsync();
        await socket.DisposeAsync();
        await socket.CloseAsync();
    }

    private static void AssertClosed(byte[] before, byte[] all)
    {
        Assert.Equal(before, all[..before.Length]);
        var close = all[before.Length..];
        byte[] head = [0x88, (byte)(close.Length - 2), 0x03, 0xF4];
        Assert.Equal(head, close[..4]);
        Assert.Equal("The gateway restarts; connect again.", System.Text.Encoding.UTF8.GetString(close[4..]));
    }
}
