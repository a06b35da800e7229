using System.Security.Cryptography;
using Kubrick.Contracts.Uploads;
using Kubrick.Storage;
using Kubrick.Uploads.Requests;
using Kubrick.Uploads.Sessions;
using Kubrick.Uploads.Tests.Servers;

namespace Kubrick.Uploads.Tests.Sessions;

/// <summary>The hashes of parts that are reported to Recordings.</summary>
public sealed class PartHashTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly string[] Sha256s = [new('a', 64), new('b', 64)];
    private static readonly string[] Md5s = [new('c', 32), new('d', 32)];

    private readonly UploadsHost host = shared.Host;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_hashes_of_stored_parts_are_reported(bool isOpenEnded)
    {
        var upload = await SentAsync(isOpenEnded);
        Assert.Equal(200, (await Complete(upload, isOpenEnded, _ => new { })).Status);
        Assert.Equal(new PartHashes("sha256", "computed", host.PartBytes, Expected(upload)), host.Recordings.LastCompletion!.PartHashes);
    }

    [Fact]
    public async Task Hashes_that_the_client_sends_are_compared()
    {
        var upload = await SentAsync(isOpenEnded: true);
        Assert.Equal(200, (await Complete(upload, true, number => new { sha256 = HashOf(upload, number).ToUpperInvariant() })).Status);
        Assert.Equal(new PartHashes("sha256", "compared", host.PartBytes, Expected(upload)), host.Recordings.LastCompletion!.PartHashes);

        // A part that was sent before a reload has no claim.
        var resumed = await SentAsync(isOpenEnded: true);
        Assert.Equal(200, (await Complete(resumed, true, number => number == 2 ? new { sha256 = HashOf(resumed, number) } : new { })).Status);
        Assert.Equal("computed", host.Recordings.LastCompletion!.PartHashes!.Source);
    }

    [Fact]
    public async Task A_part_with_another_hash_is_refused_and_can_be_sent_again()
    {
        var upload = await SentAsync(isOpenEnded: true);
        var damaged = upload.Part(2);
        damaged[0] ^= 1;
        await upload.SendAsync(2, damaged);

        var refused = await Complete(upload, true, number => new { sha256 = HashOf(upload, number) });
        refused.IsError(422, "VALIDATION_ERROR");
        Assert.Equal("/parts/1/sha256", Assert.Single(refused.Errors).Pointer);

        await upload.SendAsync(2);
        Assert.Equal(200, (await Complete(upload, true, number => new { sha256 = HashOf(upload, number) })).Status);
        Assert.True(upload.IsStoredWhole());
    }

    [Fact]
    public async Task A_completion_that_did_not_reach_Recordings_repeats_its_claims()
    {
        var upload = await SentAsync(isOpenEnded: true);
        var before = host.Recordings.Find(upload.RecordingId);
        Assert.Equal(200, (await Complete(upload, true, _ => new { })).Status);
        host.Recordings.Change(upload.RecordingId, _ => before with { FileSize = 3 * host.PartBytes });
        Assert.Equal(200, (await Complete(upload, true, number => new { sha256 = HashOf(upload, number) })).Status);
        Assert.Equal(new PartHashes("sha256", "claimed", host.PartBytes, Expected(upload)), host.Recordings.LastCompletion!.PartHashes);
    }

    [Fact]
    public void An_ETag_of_S3_is_an_MD5_once_a_client_has_computed_the_same()
    {
        Assert.Equal(("md5", "compared"), Of("s3", Md5s, number => new PartChecksum(null, Md5s[number])));
        Assert.Equal(("md5", "computed"), Of("s3", Md5s, number => number == 0 ? new PartChecksum(null, Md5s[0]) : null));
        // Encrypted with keys of the bucket's owner: ETags are no hashes, and nothing was compared.
        Assert.Equal(("md5", "claimed"), Of("s3", [new('0', 32), new('1', 32)], number => new PartChecksum(null, Md5s[number])));
        Assert.Null(Of("s3", Md5s, _ => null));
        Assert.Null(Of("s3", ["x-1", "x-2"], number => number == 0 ? new PartChecksum(null, Md5s[0]) : null));
        Assert.Equal(("sha256", "claimed"), Of("s3", ["x-1", "x-2"], number => new PartChecksum(Sha256s[number], Md5s[number])));
    }

    [Fact]
    public void A_part_with_another_MD5_than_the_rest_proves_damage()
    {
        NamedPart[] parts = [Part(1, Md5s[0], new PartChecksum(null, Md5s[0])), Part(2, Md5s[1], new PartChecksum(null, Md5s[0]))];
        Assert.Equal("/parts/1/md5", Assert.Single(PartHashing.Compare(parts, "s3")).Source.Pointer);
        Assert.Empty(PartHashing.Compare(parts[1..], "s3"));
        Assert.Empty(PartHashing.Compare(parts, "gcp"));
    }

    [Fact]
    public void Parts_that_are_not_of_the_sessions_size_have_no_hashes()
    {
        NamedPart[] parts = [Part(1, Sha256s[0], null), Part(2, Sha256s[1], null)];
        var upload = new OpenUpload(new UploadSession("k", "u", 10, null), 15, IsOpenEnded: false, Place: null!);
        Assert.NotNull(PartHashing.Of(parts, [new(1, "", 10), new(2, "", 5)], 15, upload, "local"));
        Assert.Null(PartHashing.Of(parts, [new(1, "", 7), new(2, "", 8)], 15, upload, "local"));
        Assert.Null(PartHashing.Of(parts[..1], [new(1, "", 15)], 15, upload, "local"));
        Assert.Null(PartHashing.ClaimsOf([Part(1, "", new PartChecksum(Sha256s[0], null)), Part(2, "", new PartChecksum(Sha256s[1], null))], 15, upload));
        Assert.Null(PartHashing.ClaimsOf([Part(1, "", new PartChecksum(Sha256s[0], null)), Part(1, "", new PartChecksum(Sha256s[1], null))], 15, upload with { IsOpenEnded = true }));
    }

    private static NamedPart Part(int number, string etag, PartChecksum? checksum) => new(new UploadedPart(number, etag, null), checksum);

    private static (string, string)? Of(string provider, string[] etags, Func<int, PartChecksum?> checksum)
    {
        var upload = new OpenUpload(new UploadSession("k", "u", 10, null), 15, IsOpenEnded: true, Place: null!);
        NamedPart[] named = [Part(2, etags[1], checksum(1)), Part(1, etags[0], checksum(0))];
        return PartHashing.Of(named, [new(1, etags[0], 10), new(2, etags[1], 5)], 15, upload, provider) is { } hashes ? (hashes.Algorithm, hashes.Source) : null;
    }

    private static string HashOf(Upload upload, int number) => Convert.ToHexStringLower(SHA256.HashData(upload.Part(number)));

    private static string Expected(Upload upload) =>
        Convert.ToBase64String([.. Enumerable.Range(1, upload.Total).SelectMany(number => SHA256.HashData(upload.Part(number)))]);

    private async Task<Upload> SentAsync(bool isOpenEnded)
    {
        var size = 3 * host.PartBytes;
        var upload = isOpenEnded ? await Upload.StartOpenEndedAsync(host, size) : await Upload.StartAsync(host, size);
        await upload.SendAllAsync();
        return upload;
    }

    private Task<Answer> Complete(Upload upload, bool isOpenEnded, Func<int, object> claims) => host.PostAsync("complete-chunked", new
    {
        recordingId = upload.RecordingId,
        parts = upload.ETags.Select(part => System.Text.Json.JsonSerializer.SerializeToNode(claims(part.Key))!.AsObject().With(part.Key, part.Value)),
        fileSize = isOpenEnded ? (long?)(3 * host.PartBytes) : null,
    });
}

file static class Json
{
    public static System.Text.Json.Nodes.JsonObject With(this System.Text.Json.Nodes.JsonObject part, int number, string etag)
    {
        (part["partNumber"], part["etag"]) = (number, etag);
        return part;
    }
}
