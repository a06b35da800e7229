using System.Security.Cryptography;
using Kubrick.Contracts.Processing;
using Kubrick.Transcoder.Processing;

namespace Kubrick.Transcoder.Tests.Processing;

public sealed class OriginalFileTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 1000).Select(number => (byte)number)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(100, 7)]
    [InlineData(300, 1000)]
    [InlineData(1000, 3)]
    [InlineData(5000, 999)]
    public async Task Each_part_is_hashed_whatever_pieces_arrive(int partBytes, int pieceBytes)
    {
        var (found, kept) = await ReceiveAsync(Ticket() with { PartBytes = partBytes }, pieceBytes);
        Assert.Equal(((long?)1000, HashOf(Bytes)), (found.Bytes, found.Sha256));
        Assert.Equal(("sha256", "computed", (long)partBytes), (found.PartHashes!.Algorithm, found.PartHashes.Source, found.PartHashes.PartBytes));
        Assert.Equal(Bytes.Chunk(partBytes).SelectMany(SHA256.HashData), Convert.FromBase64String(found.PartHashes.Digests));
        Assert.Equal(Bytes, kept);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(400)]
    [InlineData(999)]
    public async Task More_than_was_announced_is_hashed_and_not_kept(int announced)
    {
        var (found, kept) = await ReceiveAsync(Ticket() with { FileBytes = announced, PartBytes = 100 }, 300);
        Assert.Equal((1000L, HashOf(Bytes), null), (found.Bytes, found.Sha256, found.PartHashes));
        Assert.Equal(Bytes[..announced], kept);
    }

    [Fact]
    public async Task Parts_are_hashed_on_request_only_and_not_of_another_file()
    {
        Assert.Null((await ReceiveAsync(Ticket(), 300)).Found.PartHashes);
        Assert.Null((await ReceiveAsync(Ticket() with { PartBytes = 100, Sha256 = new string('0', 64) }, 300)).Found.PartHashes);
        Assert.Null((await ReceiveAsync(Ticket() with { PartBytes = 100, FileBytes = 1001 }, 300)).Found.PartHashes);
        Assert.NotNull((await ReceiveAsync(Ticket() with { PartBytes = 100, Sha256 = HashOf(Bytes) }, 300)).Found.PartHashes);
    }

    private static async Task<(ProcessingFindings Found, byte[] Kept)> ReceiveAsync(ProcessingTicket ticket, int pieceBytes)
    {
        using var file = new MemoryStream();
        using var original = new OriginalFile(file, ticket);
        foreach (var piece in Bytes.Chunk(pieceBytes))
        {
            await original.AppendAsync(piece, Stop);
        }

        return (original.Describe(), file.ToArray());
    }

    private static ProcessingTicket Ticket() =>
        new() { RecordingId = "0123456789abcdef01234567", Generation = 1, Provider = "local", Bucket = "objects", StorageKey = "k", FileBytes = Bytes.Length };

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
