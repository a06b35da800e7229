using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.Conformance;

public abstract class ObjectTests(StorageProvider provider) : ProviderTests(provider)
{
    [Fact]
    public async Task An_object_is_found_with_its_length_type_and_ETag()
    {
        var key = NewKey("m3u8");
        var put = await Storage.Writer.PutAsync(key, Bytes.Random(777), "application/vnd.apple.mpegurl", CacheRules.Playlist, Cancel);
        var found = await Storage.Reader.FindAsync(key, Cancel);

        Assert.Equal((key, 777, "application/vnd.apple.mpegurl", put.ETag), (found!.Key, found.Length, found.ContentType, found.ETag));
        Assert.InRange(found.LastModified, DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(200));
    }

    [Fact]
    public async Task A_missing_object_is_null()
    {
        Assert.Null(await Storage.Reader.FindAsync(NewKey(), Cancel));
        Assert.Null(await Storage.Reader.OpenReadAsync(NewKey(), 0, null, Cancel));
        Assert.Null(await Storage.Reader.FindAsync(Folder, Cancel));
    }

    [Fact]
    public async Task A_second_write_replaces_the_first()
    {
        var key = NewKey();
        var first = await Storage.Writer.PutAsync(key, "first"u8.ToArray(), "video/webm", null, Cancel);
        var second = await Storage.Writer.PutAsync(key, "later"u8.ToArray(), "video/mp4", null, Cancel);

        Assert.NotEqual(first.ETag, second.ETag);
        Assert.Equal("video/mp4", (await Storage.Reader.FindAsync(key, Cancel))!.ContentType);
        Assert.Equal("later"u8.ToArray(), await ReadAsync(key));
    }

    [Fact]
    public async Task Ten_writers_at_once_leave_one_of_them_whole()
    {
        var key = NewKey();
        var contents = Enumerable.Range(0, 10).Select(_ => Bytes.Random(50_000)).ToList();
        await Task.WhenAll(contents.Select(content => Storage.Writer.PutAsync(key, content, "video/webm", null, Cancel)));

        var stored = await ReadAsync(key);
        Assert.Contains(contents, content => content.AsSpan().SequenceEqual(stored));
    }

    [Fact]
    public async Task Ranges_of_an_object_are_read()
    {
        var key = NewKey();
        var bytes = Bytes.Random(5_000);
        await Storage.Writer.PutAsync(key, bytes, "video/webm", null, Cancel);

        Assert.Equal(bytes[10..30], await ReadAsync(10, 20));
        Assert.Equal(bytes[4_000..], await ReadAsync(4_000, null));
        Assert.Equal(bytes[4_990..], await ReadAsync(4_990, 100));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Storage.Reader.OpenReadAsync(key, 5_000, null, Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Storage.Reader.OpenReadAsync(key, -1, null, Cancel));

        async Task<byte[]> ReadAsync(long offset, long? length) => await Bytes.ReadAllAsync((await Storage.Reader.OpenReadAsync(key, offset, length, Cancel))!);
    }

    [Fact]
    public async Task An_empty_object_is_an_object()
    {
        var key = NewKey();
        await Storage.Writer.PutAsync(key, ReadOnlyMemory<byte>.Empty, "video/webm", null, Cancel);

        Assert.Equal(0, (await Storage.Reader.FindAsync(key, Cancel))!.Length);
        Assert.Empty(await Bytes.ReadAllAsync((await Storage.Reader.OpenReadAsync(key, 0, 10, Cancel))!));
    }

    [Fact]
    public async Task Deleting_twice_is_deleting_once()
    {
        var key = NewKey();
        await Storage.Writer.PutAsync(key, Bytes.Random(10), "video/webm", null, Cancel);
        await Storage.Remover.DeleteAsync(key, Cancel);
        await Storage.Remover.DeleteAsync(key, Cancel);

        Assert.Null(await Storage.Reader.FindAsync(key, Cancel));
    }

    [Fact]
    public async Task Deleting_a_prefix_takes_all_below_it_and_nothing_beside_it()
    {
        var beside = Folder + "0/stays.webm";
        await Storage.Writer.PutAsync(beside, Bytes.Random(10), "video/webm", null, Cancel);
        await Storage.Writer.PutAsync($"{Folder}/deep/er/x.webm", Bytes.Random(10), "video/webm", null, Cancel);
        for (var i = 0; i < 11; i++)
        {
            await Storage.Writer.PutAsync(NewKey(), Bytes.Random(10), "video/webm", null, Cancel);
        }

        Assert.Equal(12, await Storage.Remover.DeletePrefixAsync(Folder + "/", Cancel));
        Assert.Equal(0, await Storage.Remover.DeletePrefixAsync(Folder + "/", Cancel));
        Assert.NotNull(await Storage.Reader.FindAsync(beside, Cancel));
        await Storage.Writer.PutAsync(NewKey(), Bytes.Random(10), "video/webm", null, Cancel);
    }

    [Fact]
    public async Task Every_key_below_a_prefix_is_listed()
    {
        var beside = $"{Folder}-2/a.webm";
        string[] keys = [.. Enumerable.Range(0, 5).Select(_ => NewKey()), $"{Folder}/below/{Guid.NewGuid():N}.jpg"];
        foreach (var key in (string[])[beside, .. keys])
        {
            await Storage.Writer.PutAsync(key, Bytes.Random(10), "video/webm", null, Cancel);
        }

        Assert.Equal(keys.Order(StringComparer.Ordinal), (await ListAsync(Folder + "/")).Order(StringComparer.Ordinal));
        Assert.Empty(await ListAsync($"{Folder}/none/"));
        await Assert.ThrowsAsync<ArgumentException>(() => ListAsync(""));
        await Assert.ThrowsAsync<ArgumentException>(() => ListAsync("streams"));

        async Task<List<string>> ListAsync(string prefix)
        {
            var listed = new List<string>();
            await foreach (var key in Storage.Get<IObjectList>().ListAsync(prefix, Cancel))
            {
                listed.Add(key);
            }

            return listed;
        }
    }

    [Fact]
    public async Task An_invalid_prefix_deletes_nothing()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Storage.Remover.DeletePrefixAsync("", Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Storage.Remover.DeletePrefixAsync("streams", Cancel));
    }

    [Fact]
    public async Task An_invalid_key_is_refused_by_every_operation()
    {
        const string Key = "recordings/../../x";
        await Assert.ThrowsAsync<ArgumentException>(() => Storage.Reader.FindAsync(Key, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Storage.Reader.OpenReadAsync(Key, 0, null, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Storage.Writer.PutAsync(Key, ReadOnlyMemory<byte>.Empty, "video/webm", null, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Storage.Remover.DeleteAsync(Key, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Storage.Signer.SignReadAsync(Key, null, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Storage.Signer.SignWriteAsync(Key, "video/webm", null, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Storage.Uploads.StartAsync(new(Key, "video/webm", 1, null), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Storage.Multipart.StartAsync(Key, "video/webm", Cancel));
    }
}
