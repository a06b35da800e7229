using System.Net;
using System.Security.Cryptography;
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
        Assert.StartsWith(host.Http.BaseAddress!.AbsoluteUri + "api/upload/objects/recordings/", signed.Text("uploadUrl"), StringComparison.Ordinal);
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

    [Fact]
    public async Task URLs_have_the_origin_of_the_request()
    {
        await using var proxied = await UploadsHost.StartAsync(("Proxies:Trusted:0", "127.0.0.1/32"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/upload/thumbnail-url")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { recordingId = proxied.Recordings.Create() }),
        };
        request.Headers.Add("X-Forwarded-Host", "interviews.example.org");
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var answer = await proxied.Http.SendAsync(request, Cancel);

        Assert.Contains("\"uploadUrl\":\"https://interviews.example.org/api/upload/objects/thumbnails/", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

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
