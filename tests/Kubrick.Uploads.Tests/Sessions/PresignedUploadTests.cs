using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Kubrick.Storage;
using Kubrick.Testing;
using Kubrick.Uploads.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Uploads.Tests.Sessions;

public sealed class PresignedUploadTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly UploadsHost host = shared.Host;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("video/webm", "webm")]
    [InlineData("video/mp4", "mp4")]
    public async Task A_file_put_to_its_URL_is_stored_and_can_be_completed(string contentType, string extension)
    {
        var id = host.Recordings.Create();
        var file = extension == "mp4" ? VideoFile.Mp4(50_000) : VideoFile.WebM(50_000);
        var signed = await host.PostAsync("presigned-url", new { recordingId = id, contentType, fileSize = file.Length });
        Assert.StartsWith("/api/upload/objects/recordings/", signed.Text("uploadUrl"), StringComparison.Ordinal);
        Assert.EndsWith($"{id}-001.{extension}", signed.Text("storageKey"), StringComparison.Ordinal);
        Assert.NotEmpty(signed.Text("bucket"));

        var tag = await host.PutAsync(signed.Text("uploadUrl"), file, contentType);
        var first = await host.PostAsync("complete", new { recordingId = id, duration = 3 });
        var second = await host.PostAsync("complete", new { recordingId = id, duration = 3 });

        Assert.Equal($"\"{Convert.ToHexStringLower(SHA256.HashData(file))}\"", tag);
        Assert.Equal((200, "ready"), (first.Status, first.Text("status")));
        Assert.Equal(first.Body.GetRawText(), second.Body.GetRawText());
        Assert.Equal((50_000, 3d), (host.Recordings.Find(id).FileBytes, host.Recordings.Find(id).Duration));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(70)]
    [InlineData(60_000)]
    public async Task What_is_complete_is_not_written_again(int late)
    {
        var id = host.Recordings.Create();
        var file = VideoFile.WebM(50_000);
        var url = (await host.PostAsync("presigned-url", new { recordingId = id, contentType = "video/webm" })).Text("uploadUrl");
        await host.PutAsync(url, file, "video/webm");
        var first = await host.PostAsync("complete", new { recordingId = id });

        using var content = new ByteArrayContent(VideoFile.WebM(100_000)[..late]) { Headers = { ContentType = new("video/webm") } };
        using var refused = await host.Http.PutAsync(new Uri(url, UriKind.RelativeOrAbsolute), content, Cancel);

        Assert.Equal(HttpStatusCode.PreconditionFailed, refused.StatusCode);
        Assert.Contains("\"PRECONDITION_FAILED\"", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(file, await StoredAsync(id));
        Assert.Equal((200, first.Body.GetRawText()), await AgainAsync());

        async Task<(int, string)> AgainAsync() => await host.PostAsync("complete", new { recordingId = id }) is var again ? (again.Status, again.Body.GetRawText()) : default;
    }

    [Fact]
    public async Task A_PUT_that_is_still_arriving_when_the_upload_completes_changes_nothing()
    {
        var id = host.Recordings.Create();
        var file = VideoFile.WebM(50_000);
        var url = (await host.PostAsync("presigned-url", new { recordingId = id, contentType = "video/webm" })).Text("uploadUrl");
        using var late = new TcpClient();
        await late.ConnectAsync(host.Http.BaseAddress!.Host, host.Http.BaseAddress.Port, Cancel);
        var path = new Uri(host.Http.BaseAddress!, url).PathAndQuery;
        await late.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Type: video/webm\r\nContent-Length: 4\r\nConnection: close\r\n\r\nab"), Cancel);
        await Eventually.TrueAsync("the late PUT has begun", () => Task.FromResult(Directory.GetFiles(Path.Combine(host.Folder, "tmp")).Length == 1), Cancel);

        await host.PutAsync(url, file, "video/webm");
        Assert.Equal(200, (await host.PostAsync("complete", new { recordingId = id })).Status);
        await late.GetStream().WriteAsync("cd"u8.ToArray(), Cancel);

        using var reader = new StreamReader(late.GetStream());
        Assert.StartsWith("HTTP/1.1 412 ", await reader.ReadToEndAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(file, await StoredAsync(id));
    }

    [Fact]
    public async Task A_PUT_honours_its_conditions()
    {
        var id = host.Recordings.Create();
        var url = (await host.PostAsync("presigned-url", new { recordingId = id, contentType = "video/webm" })).Text("uploadUrl");
        Assert.Equal(412, await PutAsync(url, 1, "If-Match", "*"));
        Assert.Equal(200, await PutAsync(url, 2, "If-None-Match", "*"));
        Assert.Equal(412, await PutAsync(url, 3, "If-None-Match", "*"));
        Assert.Equal(412, await PutAsync(url, 4, "If-Match", "\"other\""));
        Assert.Equal(200, await PutAsync(url, 5, "If-Match", "*"));

        var upload = await Upload.StartAsync(host, 1000);
        var part = (await host.PostAsync("chunk-url", new { recordingId = upload.RecordingId, partNumber = 1 })).Text("uploadUrl");
        Assert.Equal(200, await PutAsync(part, 6, "If-None-Match", "*"));
        Assert.Equal(412, await PutAsync(part, 7, "If-None-Match", "*"));
        Assert.Equal(200, await PutAsync(part, 8, "If-Match", "*"));
    }

    [Fact]
    public async Task Completing_without_a_stored_file_is_a_conflict()
    {
        var id = host.Recordings.Create();
        (await host.PostAsync("complete", new { recordingId = id })).IsError(409, "CONFLICT");
        var signed = await host.PostAsync("presigned-url", new { recordingId = id });
        (await host.PostAsync("complete", new { recordingId = id })).IsError(409, "CONFLICT");
        await host.PutAsync(signed.Text("uploadUrl"), [], "video/webm");
        (await host.PostAsync("complete", new { recordingId = id })).IsError(409, "CONFLICT");

        Assert.Equal("uploading", host.Recordings.Find(id).Status);
    }

    [Fact]
    public async Task What_was_stored_before_is_not_taken_for_the_upload_where_its_version_is_unknown()
    {
        var id = await StoreAsync();
        // Found to be bad, then moved.
        host.Recordings.Change(id, state => state with { Status = "error", IsFailed = true, StoredETag = null, StoredAt = null, ReplacedBytes = 1000 });
        var url = (await host.PostAsync("presigned-url", new { recordingId = id, contentType = "video/webm" })).Text("uploadUrl");
        (await host.PostAsync("complete", new { recordingId = id })).IsError(409, "CONFLICT");

        await host.PutAsync(url, VideoFile.WebM(1000), "video/webm");
        Assert.Equal(200, (await host.PostAsync("complete", new { recordingId = id })).Status);
    }

    [Fact]
    public async Task What_an_earlier_upload_left_beside_its_key_is_not_taken_for_the_next_one()
    {
        var id = await StoreAsync();
        host.Recordings.Change(id, state => state with { Status = "error", IsFailed = true });
        var left = Path.Combine(host.Folder, "objects", StagedFiles.KeyOf(host.Recordings.Find(id).StorageKey!));
        await File.WriteAllBytesAsync(left, VideoFile.WebM(700), Cancel);

        await host.PostAsync("presigned-url", new { recordingId = id, contentType = "video/webm" });

        (await host.PostAsync("complete", new { recordingId = id })).IsError(409, "CONFLICT");
        Assert.False(File.Exists(left));
    }

    [Theory]
    [InlineData("uploading")]
    [InlineData("error")]
    public async Task A_file_that_has_arrived_stays_when_its_URL_is_signed_again(string status)
    {
        var id = host.Recordings.Create();
        var url = (await host.PostAsync("presigned-url", new { recordingId = id, contentType = "video/webm" })).Text("uploadUrl");
        await host.PutAsync(url, VideoFile.WebM(800), "video/webm");
        host.Recordings.Change(id, state => state with { Status = status });

        await host.PostAsync("presigned-url", new { recordingId = id, contentType = "video/webm" });

        Assert.Equal(200, (await host.PostAsync("complete", new { recordingId = id })).Status);
    }

    [Fact]
    public async Task A_file_of_another_size_than_declared_is_a_conflict_until_it_is_put_again()
    {
        var id = host.Recordings.Create();
        var url = (await host.PostAsync("presigned-url", new { recordingId = id, fileSize = 100 })).Text("uploadUrl");
        await host.PutAsync(url, VideoFile.WebM(99), "video/webm");
        (await host.PostAsync("complete", new { recordingId = id })).IsError(409, "CONFLICT");
        await host.PutAsync(url, VideoFile.WebM(100), "video/webm");

        Assert.Equal(200, (await host.PostAsync("complete", new { recordingId = id })).Status);
    }

    [Fact]
    public async Task Completing_a_PUT_aborts_the_open_chunked_upload()
    {
        var upload = await Upload.StartAsync(host, 1000);
        var url = (await host.PostAsync("presigned-url", new { recordingId = upload.RecordingId, contentType = "video/webm" })).Text("uploadUrl");
        await host.PutAsync(url, VideoFile.WebM(70), "video/webm");

        Assert.Equal(200, (await host.PostAsync("complete", new { recordingId = upload.RecordingId })).Status);
        Assert.False(host.HasSession(upload.UploadId));
    }

    [Theory]
    [InlineData("complete")]
    [InlineData("complete-chunked")]
    public async Task Completing_reports_whether_the_thumbnail_is_stored(string route)
    {
        Assert.Null(await ReportedAsync(route, requests: false, puts: false));
        Assert.False(await ReportedAsync(route, requests: true, puts: false));
        Assert.True(await ReportedAsync(route, requests: true, puts: true));
    }

    [Fact]
    public async Task A_thumbnail_is_put_as_JPEG_and_read_with_a_signed_URL()
    {
        var id = host.Recordings.Create();
        var signed = await host.PostAsync("thumbnail-url", new { recordingId = id });
        Assert.Equal($"thumbnails/{id}.jpg", signed.Text("thumbnailKey"));
        Assert.Null(await host.PutAsync(signed.Text("uploadUrl"), [1, 2, 3], "image/png"));
        Assert.NotNull(await host.PutAsync(signed.Text("uploadUrl"), [1, 2, 3], "image/jpeg"));

        var url = await host.Services.GetRequiredService<IUrlSigner>().SignReadAsync($"thumbnails/{id}.jpg", null, Cancel);
        using var head = new HttpRequestMessage(HttpMethod.Head, url);
        using var answer = await host.Http.SendAsync(head, Cancel);
        Assert.Equal((HttpStatusCode.OK, 3, "image/jpeg"), (answer.StatusCode, answer.Content.Headers.ContentLength, answer.Content.Headers.ContentType!.MediaType));
        Assert.Equal([1, 2, 3], await host.Http.GetByteArrayAsync(url, Cancel));
        Assert.Equal($"thumbnails/{id}.jpg", host.Recordings.Find(id).ThumbnailKey);
    }

    [Theory]
    [InlineData(null, null, "")]
    [InlineData("https://interviews.example.org", null, "")]
    [InlineData("https://app.example.org", null, "https://interviews.example.org")]
    [InlineData(null, "https://media.example.org", "https://media.example.org")]
    [InlineData("https://interviews.example.org", "https://media.example.org/", "https://media.example.org")]
    public async Task URLs_are_relative_for_pages_of_the_site_unless_an_origin_is_set(string? page, string? endpoint, string expected)
    {
        await using var proxied = await UploadsHost.StartAsync(("Proxies:Trusted:0", "127.0.0.1/32"), ("Storage:Local:PublicEndpoint", endpoint));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/upload/thumbnail-url")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { recordingId = proxied.Recordings.Create() }),
        };
        request.Headers.Add("X-Forwarded-Host", "interviews.example.org");
        request.Headers.Add("X-Forwarded-Proto", "https");
        if (page is not null)
        {
            request.Headers.Add("Origin", page);
        }

        using var answer = await proxied.Http.SendAsync(request, Cancel);

        Assert.Contains($"\"uploadUrl\":\"{expected}/api/upload/objects/thumbnails/", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    /// <summary>A recording that is ready, with 1000 bytes.</summary>
    private async Task<string> StoreAsync()
    {
        var id = host.Recordings.Create();
        await host.PutAsync((await host.PostAsync("presigned-url", new { recordingId = id, contentType = "video/webm" })).Text("uploadUrl"), VideoFile.WebM(1000), "video/webm");
        Assert.Equal(200, (await host.PostAsync("complete", new { recordingId = id })).Status);
        return id;
    }

    private async Task<int> PutAsync(string url, int size, string condition, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(url, UriKind.RelativeOrAbsolute)) { Content = new ByteArrayContent(new byte[size]) };
        request.Content.Headers.ContentType = new("video/webm");
        request.Headers.TryAddWithoutValidation(condition, value);
        using var answer = await host.Http.SendAsync(request, Cancel);
        return (int)answer.StatusCode;
    }

    private Task<byte[]> StoredAsync(string id) => File.ReadAllBytesAsync(Path.Combine(host.Folder, "objects", host.Recordings.Find(id).StorageKey!), Cancel);

    private async Task<bool?> ReportedAsync(string route, bool requests, bool puts)
    {
        var upload = await Upload.StartAsync(host, 1000);
        var recordingId = upload.RecordingId;
        if (requests)
        {
            var url = (await host.PostAsync("thumbnail-url", new { recordingId })).Text("uploadUrl");
            if (puts)
            {
                await host.PutAsync(url, new byte[3], "image/jpeg");
            }
        }

        if (route == "complete")
        {
            await host.PutAsync((await host.PostAsync("presigned-url", new { recordingId, contentType = "video/webm" })).Text("uploadUrl"), VideoFile.WebM(70), "video/webm");
            Assert.Equal(200, (await host.PostAsync(route, new { recordingId })).Status);
        }
        else
        {
            await upload.SendAllAsync();
            Assert.Equal(200, (await upload.CompleteAsync()).Status);
        }

        return host.Recordings.LastCompletion!.ThumbnailStored;
    }
}
