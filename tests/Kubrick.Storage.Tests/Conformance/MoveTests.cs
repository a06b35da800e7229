using System.Net;
using Kubrick.Storage.Tests.Servers;
using Kubrick.Testing;

namespace Kubrick.Storage.Tests.Conformance;

public abstract class MoveTests(StorageProvider provider) : ProviderTests(provider)
{
    [Fact]
    public async Task A_moved_object_has_its_bytes_type_and_tag_and_replaces_what_was_there()
    {
        var (from, to) = (NewKey(), NewKey());
        var bytes = Bytes.Random(70_000);
        await Storage.Writer.PutAsync(to, "old"u8.ToArray(), "video/mp4", null, Cancel);
        await Storage.Writer.PutAsync(from, bytes, "video/webm", null, Cancel);
        var found = (await Storage.Reader.FindAsync(from, Cancel))!;

        var moved = await Storage.Mover.MoveAsync(found, to, Cancel);

        Assert.Equal((to, 70_000, "video/webm", found.ETag), (moved!.Key, moved.Length, moved.ContentType, moved.ETag));
        Assert.Equal(moved, await Storage.Reader.FindAsync(to, Cancel));
        Assert.Equal(Bytes.Sha256(bytes), Bytes.Sha256(await ReadAsync(to)));
        Assert.Null(await Storage.Reader.FindAsync(from, Cancel));
    }

    [Fact]
    public async Task What_has_changed_or_is_gone_is_not_moved()
    {
        var (from, to) = (NewKey(), NewKey());
        await Storage.Writer.PutAsync(from, "first"u8.ToArray(), "video/webm", null, Cancel);
        var first = (await Storage.Reader.FindAsync(from, Cancel))!;
        await Storage.Writer.PutAsync(from, "later"u8.ToArray(), "video/webm", null, Cancel);

        Assert.Null(await Storage.Mover.MoveAsync(first, to, Cancel));
        Assert.Null(await Storage.Mover.MoveAsync(first with { Key = NewKey() }, to, Cancel));
        Assert.Equal("later"u8.ToArray(), await ReadAsync(from));
        Assert.Null(await Storage.Reader.FindAsync(to, Cancel));
    }

    [Fact]
    public async Task One_of_concurrent_moves_finds_the_object()
    {
        var (from, to) = (NewKey(), NewKey());
        await Storage.Writer.PutAsync(from, "bytes"u8.ToArray(), "video/webm", null, Cancel);
        var found = (await Storage.Reader.FindAsync(from, Cancel))!;

        var moved = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Storage.Mover.MoveAsync(found, to, Cancel)));

        Assert.Contains(moved, answer => answer is not null);
        Assert.Equal("bytes"u8.ToArray(), await ReadAsync(to));
        Assert.Null(await Storage.Reader.FindAsync(from, Cancel));
    }

    [Fact]
    public async Task The_URL_of_a_staged_file_never_writes_to_the_accepted_one()
    {
        var key = NewKey();
        var staged = Storage.Get<StoragePlaces>().Configured.Staged;
        var url = Storage.Absolute(await staged.SignAsync(key, "video/webm", Cancel));
        using var first = await PutAsync(url, "first"u8.ToArray(), "video/webm");
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Null(await Storage.Reader.FindAsync(key, Cancel));

        var accepted = await staged.AcceptAsync(key, (await staged.FindAsync(key, Cancel))!, Cancel);
        await staged.CloseAsync(key, Cancel);
        using var late = await PutAsync(url, [], "video/webm");

        Assert.Equal(accepted, await Storage.Reader.FindAsync(key, Cancel));
        Assert.Equal("first"u8.ToArray(), await ReadAsync(key));
        Assert.Null(await staged.FindAsync(key, Cancel));
        if (Storage.Get<StorageLocation>().Provider == StorageLocation.Local)
        {
            Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
        }

        // A new upload is accepted again. GCS refuses a second write of one object within a second.
        var again = Storage.Absolute(await staged.SignAsync(key, "video/webm", Cancel));
        await Eventually.TrueAsync("the file is put again", async () => (await PutAsync(again, "again"u8.ToArray(), "video/webm")).IsSuccessStatusCode, Cancel);
        Assert.Equal(5, (await staged.FindAsync(key, Cancel))!.Length);
        Assert.Equal("first"u8.ToArray(), await ReadAsync(key));
    }
}
