using System.Net;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.Conformance;

public abstract class UploadTests(StorageProvider provider) : ProviderTests(provider)
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Parts_in_any_order_form_the_file_byte_for_byte(int count)
    {
        var key = NewKey();
        var file = Bytes.Random(((count - 1) * PartBytes) + 123_457);
        var session = await StartAsync(key, file.Length);
        var parts = new List<UploadedPart>();
        foreach (var number in Enumerable.Range(1, count).Reverse())
        {
            parts.Add(await PutPartAsync(session, number, file.AsSpan((number - 1) * PartBytes)[..Math.Min(PartBytes, file.Length - ((number - 1) * PartBytes))].ToArray()));
        }

        Assert.Null(await Storage.Reader.FindAsync(key, Cancel));
        var received = await Storage.Uploads.FindReceivedAsync(session, Cancel);
        var stored = await Storage.Uploads.CompleteAsync(session, parts, Cancel);

        Assert.Equal(file.Length, received!.Bytes);
        Assert.Equal(parts.OrderBy(part => part.PartNumber), received.Parts);
        Assert.Equal((key, file.Length, "video/webm"), (stored.Key, stored.Length, stored.ContentType));
        Assert.NotEmpty(stored.ETag);
        Assert.Equal(Bytes.Sha256(file), Bytes.Sha256(await ReadAsync(key)));
        Assert.Null(await Storage.Uploads.FindReceivedAsync(session, Cancel));
    }

    [Fact]
    public async Task A_part_that_is_sent_again_replaces_the_first()
    {
        var key = NewKey();
        var session = await StartAsync(key, 1000);
        var first = await PutPartAsync(session, 1, Bytes.Random(900));
        var content = Bytes.Random(1000);
        var second = await PutPartAsync(session, 1, content);

        Assert.Equal([second], (await Storage.Uploads.FindReceivedAsync(session, Cancel))!.Parts);
        await RefusedAsync(session, StorageError.PartMismatch, first);
        await Storage.Uploads.CompleteAsync(session, [second], Cancel);
        Assert.Equal(content, await ReadAsync(key));
    }

    [Fact]
    public async Task Completing_twice_gives_the_same_answer()
    {
        var session = await StartAsync(NewKey(), 1000);
        var part = await PutPartAsync(session, 1, Bytes.Random(1000));

        var first = await Storage.Uploads.CompleteAsync(session, [part], Cancel);
        var second = await Storage.Uploads.CompleteAsync(session, [part], Cancel);

        Assert.Equal((first.ETag, first.Length), (second.ETag, second.Length));
    }

    [Fact]
    public async Task Concurrent_completions_store_the_file_once()
    {
        var key = NewKey();
        var file = Bytes.Random(100_000);
        var session = await StartAsync(key, file.Length);
        var part = await PutPartAsync(session, 1, file);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            try
            {
                return (await Storage.Uploads.CompleteAsync(session, [part], Cancel)).Length;
            }
            catch (StorageException exception) when (exception.Error == StorageError.Unavailable)
            {
                // A server may ask concurrent callers to try again.
                return (await Storage.Uploads.CompleteAsync(session, [part], Cancel)).Length;
            }
        }));

        Assert.All(answers, length => Assert.Equal(file.Length, length));
        Assert.Equal(file, await ReadAsync(key));
    }

    [Fact]
    public async Task Wrong_parts_are_refused_and_leave_the_session_open()
    {
        var session = await StartAsync(NewKey(), PartBytes + 10);
        var first = await PutPartAsync(session, 1, Bytes.Random(PartBytes));
        var second = await PutPartAsync(session, 2, Bytes.Random(10));

        await RefusedAsync(session, StorageError.PartMismatch);
        await RefusedAsync(session, StorageError.PartMismatch, first, second with { ETag = first.ETag });
        await RefusedAsync(session, StorageError.PartMismatch, first, second, second);
        await RefusedAsync(session, StorageError.PartMismatch, first, second, new UploadedPart(3, second.ETag, null));

        Assert.Equal(PartBytes + 10, (await Storage.Uploads.CompleteAsync(session, [second, first], Cancel)).Length);
    }

    [Fact]
    public async Task A_part_before_the_last_that_is_too_small_is_refused()
    {
        var session = await StartAsync(NewKey(), PartBytes + 10);
        var first = await PutPartAsync(session, 1, Bytes.Random(1000));
        var second = await PutPartAsync(session, 2, Bytes.Random(10));

        await RefusedAsync(session, StorageError.PartMismatch, first, second);
    }

    [Fact]
    public async Task An_aborted_upload_is_gone_and_can_be_aborted_again()
    {
        var key = NewKey();
        var session = await StartAsync(key, 1000);
        var part = await PutPartAsync(session, 1, Bytes.Random(1000));

        await Storage.Uploads.AbortAsync(session, Cancel);
        await Storage.Uploads.AbortAsync(session, Cancel);

        Assert.Null(await Storage.Uploads.FindReceivedAsync(session, Cancel));
        Assert.Null(await Storage.Reader.FindAsync(key, Cancel));
        await RefusedAsync(session, StorageError.UploadNotFound, part);
        var url = Storage.Absolute(await Storage.Uploads.SignPartAsync(session, 1, Cancel));
        using var late = await PutAsync(url, Bytes.Random(10), null);
        Assert.False(late.IsSuccessStatusCode);
    }

    [Fact]
    public async Task An_unknown_session_is_gone()
    {
        // At once: Ceph answers 500 to completing an unknown upload, and the SDK retries that with increasing delays.
        await Task.WhenAll(((string[])[Guid.NewGuid().ToString("N"), "../../uploads", "2~unknown"]).Select(async uploadId =>
        {
            var session = new UploadSession(NewKey(), uploadId, PartBytes, null);
            Assert.Null(await Storage.Uploads.FindReceivedAsync(session, Cancel));
            await RefusedAsync(session, StorageError.UploadNotFound, new UploadedPart(1, "00", 1));
            await Storage.Uploads.AbortAsync(session, Cancel);
        }));
    }

    [Fact]
    public async Task The_URL_of_one_part_accepts_no_other_part_and_no_object()
    {
        var session = await StartAsync(NewKey(), PartBytes + 10);
        var url = Storage.Absolute(await Storage.Uploads.SignPartAsync(session, 1, Cancel)).AbsoluteUri;

        using var other = await PutAsync(new Uri(url.Replace("artNumber=1", "artNumber=2", StringComparison.Ordinal)), Bytes.Random(10), null);
        using var read = await Storage.Http.GetAsync(new Uri(url), Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, read.StatusCode);
        Assert.Empty((await Storage.Uploads.FindReceivedAsync(session, Cancel))!.Parts);
    }

    [Fact]
    public async Task Two_uploads_of_one_key_are_independent()
    {
        var key = NewKey();
        var (first, second) = (await StartAsync(key, 100), await StartAsync(key, 200));
        await PutPartAsync(first, 1, Bytes.Random(100));
        var part = await PutPartAsync(second, 1, Bytes.Random(200));

        await Storage.Uploads.AbortAsync(first, Cancel);

        Assert.Equal(200, (await Storage.Uploads.CompleteAsync(second, [part], Cancel)).Length);
    }

    private Task<UploadSession> StartAsync(string key, long size) => Storage.Uploads.StartAsync(new(key, "video/webm", size, null), Cancel);

    private async Task RefusedAsync(UploadSession session, StorageError error, params UploadedPart[] parts)
    {
        var refused = await Assert.ThrowsAsync<StorageException>(() => Storage.Uploads.CompleteAsync(session, parts, Cancel));
        Assert.Equal(error, refused.Error);
    }
}
