using System.Security.Cryptography;
using Kubrick.Contracts.Processing;
using Kubrick.Transcoder.Tests.Fixtures;
using Kubrick.Transcoder.Tests.Workers;

namespace Kubrick.Transcoder.Tests.Processing;

/// <summary>What a worker reports of the bytes that it has read.</summary>
[Collection(ThirdBroker.Name)]
public sealed class DamagedOriginalTests(BrokerFixture broker) : WorkerTests(broker)
{
    private static readonly byte[] Video = Fixture.Load("vp8").Bytes;

    [Fact]
    public async Task The_size_and_the_hash_of_another_file_are_reported()
    {
        await using var worker = WorkerHost.Start(Broker.Address, Folder, ("services:recordings:http:0", Observer.Address));
        var other = Store(ticket => ticket with { Sha256 = new string('0', 64) });
        var shorter = Store(ticket => ticket with { FileBytes = ticket.FileBytes + 1 });
        var longer = Store(ticket => ticket with { FileBytes = ticket.FileBytes - 100_000, Sha256 = null });
        foreach (var original in (StoredOriginal[])[other, shorter, longer])
        {
            await original.RequestAsync();
        }

        foreach (var original in (StoredOriginal[])[other, shorter, longer])
        {
            var failed = await original.FailedAsync();
            Assert.Equal(
                (ProcessingErrorCodes.Different, (long)Video.Length, Convert.ToHexStringLower(SHA256.HashData(Video)), null),
                (failed.Code, failed.Findings.Bytes, failed.Findings.Sha256, failed.Findings.PartHashes));
        }
    }

    [Fact]
    public async Task The_hashes_of_the_parts_are_reported_where_they_are_wanted()
    {
        await using var worker = WorkerHost.Start(Broker.Address, Folder, ("services:recordings:http:0", Observer.Address));
        var wanted = Store(ticket => ticket with { PartBytes = 100_000 });
        var known = Store(ticket => ticket);
        await wanted.RequestAsync();
        await known.RequestAsync();

        var found = await wanted.DoneAsync();
        Assert.Equal(Video.Length, found.Bytes);
        Assert.Equal(Video.Chunk(100_000).SelectMany(SHA256.HashData), Convert.FromBase64String(found.PartHashes!.Digests));
        Assert.Null((await known.DoneAsync()).PartHashes);
    }

    private StoredOriginal Store(Func<ProcessingTicket, ProcessingTicket> change) => StoredOriginal.Store(Observer, Folder, Video, change);
}
