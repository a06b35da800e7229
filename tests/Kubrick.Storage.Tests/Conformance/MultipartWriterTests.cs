using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.Conformance;

public abstract class MultipartWriterTests(StorageProvider provider) : ProviderTests(provider)
{
    [Fact]
    public async Task An_object_of_unknown_length_is_written_part_by_part()
    {
        var key = NewKey();
        var file = Bytes.Random((2 * PartBytes) + 12_345);
        var session = await Storage.Multipart.StartAsync(key, "video/webm", Cancel);
        var parts = await PutAllAsync(session, file);

        Assert.Equal(parts, (await Storage.Uploads.FindReceivedAsync(session, Cancel))!.Parts);
        var stored = await Storage.Uploads.CompleteAsync(session, parts, Cancel);

        Assert.Equal((PartBytes, file.LongLength, "video/webm"), (session.PartSize, stored.Length, stored.ContentType));
        Assert.Equal(Bytes.Sha256(file), Bytes.Sha256(await ReadAsync(key)));
    }

    [Fact]
    public async Task An_object_whose_last_part_is_full_exists_when_it_is_completed()
    {
        var key = NewKey();
        var file = Bytes.Random(2 * PartBytes);
        var session = await Storage.Multipart.StartAsync(key, "video/webm", Cancel);
        var parts = await PutAllAsync(session, file);

        Assert.Null(await Storage.Reader.FindAsync(key, Cancel));
        await Storage.Uploads.CompleteAsync(session, parts, Cancel);

        Assert.Equal(file, await ReadAsync(key));
    }

    [Fact]
    public async Task A_part_written_again_with_the_same_bytes_keeps_its_ETag()
    {
        var key = NewKey();
        var content = Bytes.Random(70_000);
        var session = await Storage.Multipart.StartAsync(key, "video/mp4", Cancel);

        var first = await Storage.Multipart.PutPartAsync(session, 1, content, Cancel);
        var again = await Storage.Multipart.PutPartAsync(session, 1, content, Cancel);

        Assert.Equal(first, again);
        Assert.Equal(content.Length, (await Storage.Uploads.CompleteAsync(session, [first], Cancel)).Length);
    }

    [Fact]
    public async Task An_object_of_less_than_one_part_may_be_written()
    {
        var session = await Storage.Multipart.StartAsync(NewKey(), "video/webm", Cancel);
        var part = await Storage.Multipart.PutPartAsync(session, 1, new byte[] { 7 }, Cancel);

        Assert.Equal(1, (await Storage.Uploads.CompleteAsync(session, [part], Cancel)).Length);
    }

    [Fact]
    public async Task A_part_of_an_aborted_upload_is_refused()
    {
        var session = await Storage.Multipart.StartAsync(NewKey(), "video/webm", Cancel);
        await Storage.Uploads.AbortAsync(session, Cancel);

        var refused = await Assert.ThrowsAsync<StorageException>(() => Storage.Multipart.PutPartAsync(session, 1, new byte[10], Cancel));

        Assert.Equal(StorageError.UploadNotFound, refused.Error);
    }

    [Fact]
    public async Task A_part_larger_than_the_part_size_is_refused_before_it_is_sent()
    {
        var session = await Storage.Multipart.StartAsync(NewKey(), "video/webm", Cancel);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Storage.Multipart.PutPartAsync(session, 1, new byte[PartBytes + 1], Cancel));

        Assert.Empty((await Storage.Uploads.FindReceivedAsync(session, Cancel))!.Parts);
    }

    private async Task<List<UploadedPart>> PutAllAsync(UploadSession session, byte[] file)
    {
        var parts = new List<UploadedPart>();
        for (var at = 0; at < file.Length; at += PartBytes)
        {
            parts.Add(await Storage.Multipart.PutPartAsync(session, parts.Count + 1, file.AsMemory(at, Math.Min(PartBytes, file.Length - at)), Cancel));
        }

        return parts;
    }
}
