using System.Net;
using System.Text.Json;
using Kubrick.Storage.Local;
using Kubrick.Storage.Tests.Conformance;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.Local;

public sealed class LocalLimitTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_is_507_and_no_upload_begins()
    {
        await using var storage = await StorageHost.StartLocalAsync([new("Storage:Local:ReservedBytes", long.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
        var url = storage.Absolute(await storage.Signer.SignWriteAsync("a/b.webm", "video/webm", null, Cancel));
        using var content = new ByteArrayContent(Bytes.Random(10)) { Headers = { ContentType = new("video/webm") } };
        using var answer = await storage.Http.PutAsync(url, content, Cancel);

        Assert.Equal(HttpStatusCode.InsufficientStorage, answer.StatusCode);
        Assert.Equal("507", await ErrorFieldAsync(answer, "status"));
        Assert.Equal(StorageError.Full, (await Assert.ThrowsAsync<StorageException>(() => storage.Uploads.StartAsync(new("a/b.webm", "video/webm", 1, null), Cancel))).Error);
    }

    [Fact]
    public void A_disk_that_fills_up_during_a_write_is_full()
    {
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0);
        var exception = Assert.ThrowsAny<IOException>(() => full.Write(new byte[10]));

        Assert.Equal(StorageError.Full, LocalFailure.Wrap(exception).Error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_object_larger_than_the_limit_is_refused_and_leaves_no_file(bool declaresLength)
    {
        await using var storage = await StorageHost.StartLocalAsync([new("Storage:Local:MaxObjectBytes", "1000")]);
        var url = storage.Absolute(await storage.Signer.SignWriteAsync("a/b.webm", "video/webm", null, Cancel));
        using var content = new ByteArrayContent(Bytes.Random(1001)) { Headers = { ContentType = new("video/webm") } };
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = content };
        request.Headers.TransferEncodingChunked = !declaresLength;
        using var answer = await storage.Http.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("PAYLOAD_TOO_LARGE", await ErrorFieldAsync(answer, "code"));
        Assert.Null(await storage.Reader.FindAsync("a/b.webm", Cancel));
        Assert.Empty(Directory.GetFiles(Path.Combine(storage.Folder, "tmp")));
    }

    [Fact]
    public async Task A_part_that_is_too_large_or_has_an_unknown_number_is_refused()
    {
        using var temp = new TempFolder();
        var uploads = temp.Uploads(TimeProvider.System);
        var session = await uploads.StartAsync(new("a/b.webm", "video/webm", PartSizes.Default + 1, null), Cancel);
        using var content = new MemoryStream(new byte[PartSizes.Default + 1]);

        var large = await Assert.ThrowsAsync<IncomingBytesException>(() => uploads.ReceivePartAsync(session.Key, session.UploadId, 1, content, null, Cancel));
        var beyond = await Assert.ThrowsAsync<StorageException>(() => uploads.ReceivePartAsync(session.Key, session.UploadId, 3, Stream.Null, 0, Cancel));
        var elsewhere = await Assert.ThrowsAsync<StorageException>(() => uploads.ReceivePartAsync("a/c.webm", session.UploadId, 1, Stream.Null, 0, Cancel));

        Assert.Equal(IncomingBytesError.TooLarge, large.Error);
        Assert.Equal(StorageError.PartMismatch, beyond.Error);
        Assert.Equal(StorageError.UploadNotFound, elsewhere.Error);
        Assert.Empty((await uploads.FindReceivedAsync(session, Cancel))!.Parts);
    }

    [Fact]
    public async Task Fewer_bytes_than_declared_are_refused()
    {
        using var temp = new TempFolder();
        using var content = new MemoryStream(new byte[10]);

        var wrong = await Assert.ThrowsAsync<IncomingBytesException>(() => temp.Objects(TimeProvider.System).WriteAsync("a/b", content, 11, "video/webm", Cancel));

        Assert.Equal(IncomingBytesError.WrongLength, wrong.Error);
        Assert.Empty(Directory.GetFiles(temp.Folder.Temp));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_unhealthy()
    {
        await using var storage = await StorageHost.StartLocalAsync();
        using (var healthy = await storage.Http.GetAsync(new Uri(storage.Origin, "/health"), Cancel))
        {
            Assert.Equal(HttpStatusCode.OK, healthy.StatusCode);
        }

        var tmp = Path.Combine(storage.Folder, "tmp");
        Directory.Delete(tmp);
        using var unhealthy = await storage.Http.GetAsync(new Uri(storage.Origin, "/health"), Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, unhealthy.StatusCode);
        var refused = await Assert.ThrowsAsync<StorageException>(() => storage.Writer.PutAsync("a/b", new byte[1], "video/webm", null, Cancel));
        Assert.Equal(StorageError.Unavailable, refused.Error);
    }

    private static async Task<string?> ErrorFieldAsync(HttpResponseMessage answer, string field)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        return document.RootElement.GetProperty("errors")[0].GetProperty(field).GetString();
    }
}
