using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.Conformance;

/// <summary>What uploads in parts have in common; the rest is in <see cref="MultipartUploadTests"/> and <see cref="SerialUploadTests"/>.</summary>
public abstract class UploadTests(StorageProvider provider) : ProviderTests(provider)
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Parts_in_order_form_the_file_byte_for_byte(int count)
    {
        var key = NewKey();
        var file = Bytes.Random(((count - 1) * PartBytes) + 123_457);
        var session = await StartAsync(key, file.Length);

        var parts = await SendAsync(session, file);
        var received = await Storage.Uploads.FindReceivedAsync(session, Cancel);
        var stored = await Storage.Uploads.CompleteAsync(session, parts, Cancel);

        Assert.Equal(file.Length, received!.Bytes);
        Assert.Equal(parts, received.Parts);
        Assert.Equal((key, file.Length, "video/webm"), (stored.Key, stored.Length, stored.ContentType));
        Assert.NotEmpty(stored.ETag);
        Assert.Equal(Bytes.Sha256(file), Bytes.Sha256(await ReadAsync(key)));
    }

    [Fact]
    public async Task Completing_twice_gives_the_same_answer()
    {
        var session = await StartAsync(NewKey(), 1000);
        var parts = await SendAsync(session, Bytes.Random(1000));

        var first = await Storage.Uploads.CompleteAsync(session, parts, Cancel);
        var second = await Storage.Uploads.CompleteAsync(session, parts, Cancel);

        Assert.Equal((first.ETag, first.Length), (second.ETag, second.Length));
    }

    [Fact]
    public async Task Concurrent_completions_store_the_file_once()
    {
        var key = NewKey();
        var file = Bytes.Random(100_000);
        var session = await StartAsync(key, file.Length);
        var parts = await SendAsync(session, file);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            try
            {
                return (await Storage.Uploads.CompleteAsync(session, parts, Cancel)).Length;
            }
            catch (StorageException exception) when (exception.Error == StorageError.Unavailable)
            {
                // A server may ask concurrent callers to try again.
                return (await Storage.Uploads.CompleteAsync(session, parts, Cancel)).Length;
            }
        }));

        Assert.All(answers, length => Assert.Equal(file.Length, length));
        Assert.Equal(file, await ReadAsync(key));
    }

    [Fact]
    public async Task A_missing_part_is_refused_and_the_upload_can_be_continued()
    {
        var key = NewKey();
        var file = Bytes.Random(PartBytes + 10);
        var session = await StartAsync(key, file.Length);
        var first = await SendAsync(session, file, parts: 1);

        await RefusedAsync(session, StorageError.PartMismatch, first[0], new UploadedPart(2, "00", 10));
        await RefusedAsync(session, StorageError.PartMismatch);

        Assert.Equal(PartBytes, (await Storage.Uploads.FindReceivedAsync(session, Cancel))!.Bytes);
        Assert.Null(await Storage.Reader.FindAsync(key, Cancel));
    }

    [Fact]
    public async Task An_aborted_upload_is_gone_and_can_be_aborted_again()
    {
        var key = NewKey();
        var session = await StartAsync(key, PartBytes + 1000);
        var parts = await SendAsync(session, Bytes.Random(PartBytes + 1000), parts: 1);
        var url = Storage.Absolute(await Storage.Uploads.SignPartAsync(session, 1, Cancel));

        await Storage.Uploads.AbortAsync(session, Cancel);
        await Storage.Uploads.AbortAsync(session, Cancel);

        Assert.Null(await Storage.Uploads.FindReceivedAsync(session, Cancel));
        Assert.Null(await Storage.Reader.FindAsync(key, Cancel));
        await RefusedAsync(session, StorageError.UploadNotFound, [.. parts]);
        using var late = await PutAsync(url, Bytes.Random(10), null);
        Assert.False(late.IsSuccessStatusCode);
    }

    [Fact]
    public async Task An_unknown_session_is_gone()
    {
        // At once: Ceph answers 500 to completing an unknown upload, and the SDK retries that with increasing delays.
        await Task.WhenAll(((string[])[Guid.NewGuid().ToString("N"), "../../uploads", "2~unknown", "http://127.0.0.1:9/b/storage-tests/o?upload_id=1"]).Select(async uploadId =>
        {
            var session = new UploadSession(NewKey(), uploadId, PartBytes, null);
            Assert.Null(await Storage.Uploads.FindReceivedAsync(session, Cancel));
            await RefusedAsync(session, StorageError.UploadNotFound, new UploadedPart(1, "00", 1));
            await Storage.Uploads.AbortAsync(session, Cancel);
        }));
    }

    [Fact]
    public async Task Two_uploads_of_one_key_are_independent()
    {
        var key = NewKey();
        var (first, second) = (await StartAsync(key, PartBytes + 100), await StartAsync(key, 200));
        await SendAsync(first, Bytes.Random(PartBytes + 100), parts: 1);
        var parts = await SendAsync(second, Bytes.Random(200));

        await Storage.Uploads.AbortAsync(first, Cancel);

        Assert.Equal(200, (await Storage.Uploads.CompleteAsync(second, parts, Cancel)).Length);
    }
}
