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
    public async Task The_first_bytes_of_an_open_upload_can_be_looked_at_where_parts_are_files()
    {
        var session = await StartAsync(NewKey(), PartBytes + 10);
        Assert.Null(await Storage.Uploads.PeekAsync(session, 100, Cancel));
        await PutPartAsync(session, 2, Bytes.Random(10));
        Assert.Null(await Storage.Uploads.PeekAsync(session, 100, Cancel));
        var first = Bytes.Random(PartBytes);
        await PutPartAsync(session, 1, first);

        var isLocal = Storage.Get<StorageLocation>().Provider == StorageLocation.Local;
        Assert.Equal(isLocal ? first[..100] : null, await Storage.Uploads.PeekAsync(session, 100, Cancel));
        Assert.Equal(isLocal ? first : null, await Storage.Uploads.PeekAsync(session, 2 * PartBytes, Cancel));
        await Storage.Uploads.AbortAsync(session, Cancel);
        Assert.Null(await Storage.Uploads.PeekAsync(session, 100, Cancel));
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

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(123_457)]
    public async Task An_open_ended_upload_grows_part_by_part(int rest)
    {
        var key = NewKey();
        var file = Bytes.Random((2 * PartBytes) + rest);
        var session = await StartAsync(key, size: null);
        Assert.Equal(PartBytes, session.PartSize);
        var parts = new List<UploadedPart>();
        for (var start = 0; start < file.Length; start += PartBytes)
        {
            parts.Add(await PutPartAsync(session, parts.Count + 1, file[start..Math.Min(start + PartBytes, file.Length)]));
            Assert.Equal(parts, (await Storage.Uploads.FindReceivedAsync(session, Cancel))!.Parts);
        }

        var stored = await Storage.Uploads.CompleteAsync(session, parts, Bytes.Sha256(file), Cancel);

        Assert.Equal(file.Length, stored.Length);
        Assert.Equal(Bytes.Sha256(file), Bytes.Sha256(await ReadAsync(key)));
        Assert.True(stored.Sha256 is null || stored.Sha256 == Bytes.Sha256(file));
    }

    [Fact]
    public async Task The_parts_around_a_gap_form_the_file()
    {
        var key = NewKey();
        var file = Bytes.Random((5 * PartBytes) + 7);
        var session = await StartAsync(key, size: null);
        foreach (var number in (int[])[6, 3, 2])
        {
            await PutPartAsync(session, number, file[((number - 1) * PartBytes)..Math.Min(number * PartBytes, file.Length)]);
        }

        var received = (await Storage.Uploads.FindReceivedAsync(session, Cancel))!;
        await Storage.Uploads.CompleteAsync(session, received.Parts, Cancel);

        byte[] stored = [.. file[PartBytes..(3 * PartBytes)], .. file[(5 * PartBytes)..]];
        Assert.Equal(Bytes.Sha256(stored), Bytes.Sha256(await ReadAsync(key)));
    }

    [Fact]
    public async Task The_parts_before_a_gap_form_the_file_or_are_refused_and_kept()
    {
        var key = NewKey();
        var file = Bytes.Random(4 * PartBytes);
        var session = await StartAsync(key, size: null);
        foreach (var number in (int[])[4, 1, 2])
        {
            await PutPartAsync(session, number, file[((number - 1) * PartBytes)..(number * PartBytes)]);
        }

        var received = (await Storage.Uploads.FindReceivedAsync(session, Cancel))!;
        var run = received.FromStart(session.PartSize);
        Assert.Equal((2 * PartBytes, true, false), (run.Bytes, run.HasGap, received.IsComplete));
        byte[] stored;
        try
        {
            await Storage.Uploads.CompleteAsync(session, run.Parts, Cancel);
            stored = file[..(2 * PartBytes)];
        }
        catch (StorageException exception) when (exception.Error == StorageError.PartMismatch)
        {
            // Ceph completes an upload with all of its parts only.
            await Storage.Uploads.CompleteAsync(session, received.Parts, Cancel);
            stored = [.. file[..(2 * PartBytes)], .. file[(3 * PartBytes)..]];
        }

        Assert.Equal(Bytes.Sha256(stored), Bytes.Sha256(await ReadAsync(key)));
        Assert.Null(await Storage.Uploads.FindReceivedAsync(session, Cancel));
    }

    [Fact]
    public async Task A_part_is_accepted_with_its_checksum_only()
    {
        var session = await StartAsync(NewKey(), size: null);
        var content = Bytes.Random(PartBytes);
        var checksum = new PartChecksum(Bytes.Sha256(content), Bytes.Md5(content));
        var signed = await Storage.Uploads.SignPartAsync(session, 1, checksum, Cancel);

        using var wrong = await PutAsync(signed, Bytes.Random(PartBytes));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Empty((await Storage.Uploads.FindReceivedAsync(session, Cancel))!.Parts);

        using var right = await PutAsync(signed, content);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.Single((await Storage.Uploads.FindReceivedAsync(session, Cancel))!.Parts);
    }

    [Fact]
    public async Task Another_SHA256_is_refused_where_the_provider_compares_it()
    {
        var key = NewKey();
        var content = Bytes.Random(1000);
        var session = await StartAsync(key, size: null);
        var part = await PutPartAsync(session, 1, content);

        try
        {
            var stored = await Storage.Uploads.CompleteAsync(session, [part], Bytes.Sha256(Bytes.Random(1)), Cancel);
            Assert.Null(stored.Sha256);
        }
        catch (StorageException exception) when (exception.Error == StorageError.ChecksumMismatch)
        {
            Assert.Null(await Storage.Reader.FindAsync(key, Cancel));
            Assert.Equal(Bytes.Sha256(content), (await Storage.Uploads.CompleteAsync(session, [part], Bytes.Sha256(content), Cancel)).Sha256);
        }
    }

    private async Task<HttpResponseMessage> PutAsync(SignedPart signed, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes);
        foreach (var (name, value) in signed.Headers)
        {
            content.Headers.TryAddWithoutValidation(name, value);
        }

        return await Storage.Http.PutAsync(Storage.Absolute(signed.Url), content, Cancel);
    }
}
