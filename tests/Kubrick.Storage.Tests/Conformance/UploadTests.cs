using System.Net;

namespace Kubrick.Storage.Tests.Conformance;

public abstract class UploadTests : ProviderTests
{
    private const int Chunk = 10 << 20;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Parts_that_arrive_in_any_order_make_the_file_byte_for_byte(int count)
    {
        var key = NewKey();
        var file = Bytes.Random(((count - 1) * Chunk) + 123_457);
        var session = await BeginAsync(key, file.Length);
        var parts = new List<UploadedPart>();
        foreach (var number in Enumerable.Range(1, count).Reverse())
        {
            parts.Add(await PutPartAsync(session, number, file.AsSpan((number - 1) * Chunk)[..Math.Min(Chunk, file.Length - ((number - 1) * Chunk))].ToArray()));
        }

        Assert.Null(await Storage.Reader.FindAsync(key, Cancel));
        var received = await Storage.Uploads.FindReceivedAsync(session, Cancel);
        var stored = await Storage.Uploads.CompleteAsync(session, parts, Cancel);

        Assert.Equal(file.Length, received!.Bytes);
        Assert.Equal(parts.OrderBy(part => part.PartNumber), received.Parts);
        Assert.Equal((key, file.Length, "video/webm"), (stored.Key, stored.Length, stored.ContentType));
        Assert.NotEmpty(stored.ETag);
        Assert.Equal(Bytes.Sha256(file), Bytes.Sha256(await Bytes.ReadAllAsync((await Storage.Reader.OpenReadAsync(key, 0, null, Cancel))!)));
        Assert.Null(await Storage.Uploads.FindReceivedAsync(session, Cancel));
    }

    [Fact]
    public async Task A_part_that_arrives_twice_replaces_the_first()
    {
        var key = NewKey();
        var session = await BeginAsync(key, 1000);
        var first = await PutPartAsync(session, 1, Bytes.Random(900));
        var content = Bytes.Random(1000);
        var second = await PutPartAsync(session, 1, content);

        Assert.Equal([second], (await Storage.Uploads.FindReceivedAsync(session, Cancel))!.Parts);
        await RefusedAsync(session, StorageError.PartMismatch, first);
        await Storage.Uploads.CompleteAsync(session, [second], Cancel);
        Assert.Equal(content, await Bytes.ReadAllAsync((await Storage.Reader.OpenReadAsync(key, 0, null, Cancel))!));
    }

    [Fact]
    public async Task Completing_twice_gives_the_same_answer()
    {
        var session = await BeginAsync(NewKey(), 1000);
        var part = await PutPartAsync(session, 1, Bytes.Random(1000));

        var first = await Storage.Uploads.CompleteAsync(session, [part], Cancel);
        var second = await Storage.Uploads.CompleteAsync(session, [part], Cancel);

        Assert.Equal((first.ETag, first.Length), (second.ETag, second.Length));
    }

    [Fact]
    public async Task Completing_many_times_at_once_stores_the_file_once()
    {
        var key = NewKey();
        var file = Bytes.Random(100_000);
        var session = await BeginAsync(key, file.Length);
        var part = await PutPartAsync(session, 1, file);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            try
            {
                return (await Storage.Uploads.CompleteAsync(session, [part], Cancel)).Length;
            }
            catch (StorageException exception) when (exception.Error == StorageError.Unavailable)
            {
                // A server may tell those who come too close together to ask again.
                return (await Storage.Uploads.CompleteAsync(session, [part], Cancel)).Length;
            }
        }));

        Assert.All(answers, length => Assert.Equal(file.Length, length));
        Assert.Equal(file, await Bytes.ReadAllAsync((await Storage.Reader.OpenReadAsync(key, 0, null, Cancel))!));
    }

    [Fact]
    public async Task What_is_wrong_with_the_parts_leaves_the_session_to_be_mended()
    {
        var session = await BeginAsync(NewKey(), Chunk + 10);
        var first = await PutPartAsync(session, 1, Bytes.Random(Chunk));
        var second = await PutPartAsync(session, 2, Bytes.Random(10));

        await RefusedAsync(session, StorageError.PartMismatch);
        await RefusedAsync(session, StorageError.PartMismatch, first, second with { ETag = first.ETag });
        await RefusedAsync(session, StorageError.PartMismatch, first, second, second);
        await RefusedAsync(session, StorageError.PartMismatch, first, second, new UploadedPart(3, second.ETag, null));

        Assert.Equal(Chunk + 10, (await Storage.Uploads.CompleteAsync(session, [second, first], Cancel)).Length);
    }

    [Fact]
    public async Task A_part_before_the_last_that_is_too_small_is_refused()
    {
        var session = await BeginAsync(NewKey(), Chunk + 10);
        var first = await PutPartAsync(session, 1, Bytes.Random(1000));
        var second = await PutPartAsync(session, 2, Bytes.Random(10));

        await RefusedAsync(session, StorageError.PartMismatch, first, second);
    }

    [Fact]
    public async Task An_aborted_upload_is_gone_and_may_be_aborted_again()
    {
        var key = NewKey();
        var session = await BeginAsync(key, 1000);
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
    public async Task A_session_that_never_was_is_gone()
    {
        foreach (var uploadId in (string[])[Guid.NewGuid().ToString("N"), "../../uploads", "2~nothing-of-the-kind"])
        {
            var session = new UploadSession(NewKey(), uploadId, Chunk, null);
            Assert.Null(await Storage.Uploads.FindReceivedAsync(session, Cancel));
            await RefusedAsync(session, StorageError.UploadNotFound, new UploadedPart(1, "00", 1));
            await Storage.Uploads.AbortAsync(session, Cancel);
        }
    }

    [Fact]
    public async Task The_URL_of_one_part_takes_no_other_and_no_object()
    {
        var session = await BeginAsync(NewKey(), Chunk + 10);
        var url = Storage.Absolute(await Storage.Uploads.SignPartAsync(session, 1, Cancel)).AbsoluteUri;

        using var other = await PutAsync(new Uri(url.Replace("artNumber=1", "artNumber=2", StringComparison.Ordinal)), Bytes.Random(10), null);
        using var read = await Storage.Http.GetAsync(new Uri(url), Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, read.StatusCode);
        Assert.Empty((await Storage.Uploads.FindReceivedAsync(session, Cancel))!.Parts);
    }

    [Fact]
    public async Task Two_uploads_of_one_key_do_not_touch_one_another()
    {
        var key = NewKey();
        var (first, second) = (await BeginAsync(key, 100), await BeginAsync(key, 200));
        await PutPartAsync(first, 1, Bytes.Random(100));
        var part = await PutPartAsync(second, 1, Bytes.Random(200));

        await Storage.Uploads.AbortAsync(first, Cancel);

        Assert.Equal(200, (await Storage.Uploads.CompleteAsync(second, [part], Cancel)).Length);
    }

    private Task<UploadSession> BeginAsync(string key, long size) => Storage.Uploads.BeginAsync(new(key, "video/webm", size, null), Cancel);

    private async Task RefusedAsync(UploadSession session, StorageError error, params UploadedPart[] parts)
    {
        var refused = await Assert.ThrowsAsync<StorageException>(() => Storage.Uploads.CompleteAsync(session, parts, Cancel));
        Assert.Equal(error, refused.Error);
    }
}
