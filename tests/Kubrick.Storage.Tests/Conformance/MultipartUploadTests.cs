using System.Net;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.Conformance;

/// <summary>Uploads whose parts go to their own URLs, in any order, and are named by their ETags.</summary>
public abstract class MultipartUploadTests(StorageProvider provider) : ProviderTests(provider)
{
    [Fact]
    public async Task Parts_in_any_order_form_the_file_byte_for_byte()
    {
        const int Count = 4;
        var key = NewKey();
        var file = Bytes.Random(((Count - 1) * PartBytes) + 123_457);
        var session = await StartAsync(key, file.Length);
        var parts = new List<UploadedPart>();
        foreach (var number in Enumerable.Range(1, Count).Reverse())
        {
            parts.Add(await PutPartAsync(session, number, file[((number - 1) * PartBytes)..Math.Min(number * PartBytes, file.Length)]));
        }

        Assert.Null(await Storage.Reader.FindAsync(key, Cancel));
        var received = await Storage.Uploads.FindReceivedAsync(session, Cancel);
        await Storage.Uploads.CompleteAsync(session, parts, Cancel);

        Assert.Equal(parts.OrderBy(part => part.PartNumber), received!.Parts);
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
}
