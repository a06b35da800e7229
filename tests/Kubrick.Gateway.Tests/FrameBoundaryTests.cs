using System.Buffers.Binary;
using Kubrick.Gateway.Sockets;

namespace Kubrick.Gateway.Tests;

public sealed class FrameBoundaryTests
{
    private static readonly int[] Sizes = [0, 1, 125, 126, 127, 65_535, 65_536, 70_000];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public void The_end_of_each_frame_is_found_in_pieces_of_any_size(int piece)
    {
        foreach (var isMasked in new[] { false, true })
        {
            var frames = Sizes.Select(size => Frame(0x82, size, isMasked)).ToList();
            var (boundary, all) = (new FrameBoundary(), frames.SelectMany(frame => frame).ToArray());
            var ends = new List<int>();
            for (var start = 0; start < all.Length;)
            {
                start += boundary.Advance(all.AsSpan(start, Math.Min(piece, all.Length - start)), isToStop: true);
                if (boundary.IsReached)
                {
                    ends.Add(start);
                }
            }

            var expected = frames.Aggregate(new List<int>(), (sums, frame) => [.. sums, (sums is [.., var last] ? last : 0) + frame.Length]);
            Assert.Equal(expected, ends);
            Assert.False(boundary.IsClosed);
        }
    }

    [Fact]
    public void All_bytes_are_followed_unless_it_is_to_stop()
    {
        byte[] two = [.. Frame(0x81, 10, false), .. Frame(0x81, 20, false)];
        var boundary = new FrameBoundary();
        Assert.Equal(two.Length - 1, boundary.Advance(two.AsSpan(0, two.Length - 1), isToStop: false));
        Assert.False(boundary.IsReached);
        Assert.Equal(1, boundary.Advance([0, .. two], isToStop: true));
        Assert.True(boundary.IsReached);
    }

    [Theory]
    [InlineData(0x88, true)]
    [InlineData(0x89, false)]
    [InlineData(0x80, false)]
    [InlineData(0x02, false)]
    public void A_close_frame_is_noticed(byte first, bool isClose)
    {
        var boundary = new FrameBoundary();
        boundary.Advance([first, 2], isToStop: false);
        Assert.Equal(isClose, boundary.IsClosed);
    }

    internal static byte[] Frame(byte first, int size, bool isMasked)
    {
        var length = new byte[size > ushort.MaxValue ? 8 : size > 125 ? 2 : 0];
        switch (length.Length)
        {
            case 8:
                BinaryPrimitives.WriteUInt64BigEndian(length, (ulong)size);
                break;
            case 2:
                BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)size);
                break;
        }

        var second = (length.Length switch { 8 => 127, 2 => 126, _ => size }) | (isMasked ? 0x80 : 0);
        // Bytes that would be headers of long frames if they were taken for any.
        return [first, (byte)second, .. length, .. Enumerable.Repeat((byte)0xFF, (isMasked ? 4 : 0) + size)];
    }
}
