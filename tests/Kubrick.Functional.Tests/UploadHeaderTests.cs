using System.Net;
using Kubrick.Functional.Tests.Live;
using Kubrick.Testing;

namespace Kubrick.Functional.Tests;

/// <summary>What an upload must begin with, through the gateway, with every storage provider.</summary>
public abstract class UploadHeaderTests(LiveSystem system)
{
    private readonly Client client = new(system);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_no_video_is_refused_and_the_recording_may_be_uploaded_again()
    {
        var junk = Client.RandomBytes(5000);
        junk[0] = 0xFF;
        var inParts = await client.CreatedId();
        (await client.InitChunked(inParts, junk.Length)).Expect(HttpStatusCode.OK);
        var etag = await client.PutPart(inParts, 1, junk);
        (await client.Complete(inParts, (1, etag))).ExpectError(HttpStatusCode.UnprocessableEntity, "VALIDATION_ERROR");
        Assert.NotEqual("ready", (await client.Get($"/api/recordings/{inParts}")).Attributes.GetProperty("status").GetString());

        var inOne = await client.CreatedId();
        var url = (await client.Post("/api/upload/presigned-url", new { recordingId = inOne })).Expect(HttpStatusCode.OK).Json.GetProperty("uploadUrl").GetString()!;
        using var put = await client.PutTo(client.Url(url), junk, "video/webm");
        Assert.True(put.IsSuccessStatusCode);
        (await client.Post("/api/upload/complete", new { recordingId = inOne })).ExpectError(HttpStatusCode.UnprocessableEntity, "VALIDATION_ERROR");
        var failed = (await client.Get($"/api/recordings/{inOne}")).Attributes;
        Assert.Equal("error", failed.GetProperty("status").GetString());
        Assert.Contains("no video", failed.GetProperty("errorReason").GetString(), StringComparison.Ordinal);
        Assert.Equal(junk, await system.Gateway.GetByteArrayAsync(client.Url(failed.GetProperty("originalUrl").GetString()), Cancel));

        foreach (var id in (string[])[inParts, inOne])
        {
            var bytes = VideoFile.WebM(6000);
            await client.Upload(id, bytes);
            Assert.Equal(Client.Sha256(bytes), Client.Sha256(await client.Video(id)));
        }
    }

    [Fact]
    public async Task Nothing_writes_to_a_recording_that_is_ready()
    {
        var bytes = VideoFile.WebM(6000);
        var id = await client.CreatedId();
        var url = client.Url((await client.Post("/api/upload/presigned-url", new { recordingId = id })).Expect(HttpStatusCode.OK).Json.GetProperty("uploadUrl").GetString());
        using var put = await client.PutTo(url, bytes, "video/webm");
        Assert.True(put.IsSuccessStatusCode);
        (await client.Post("/api/upload/complete", new { recordingId = id })).Expect(HttpStatusCode.OK);

        foreach (var late in (byte[][])[[], VideoFile.WebM(5000)])
        {
            using var again = await client.PutTo(url, late, "video/webm");
            (await client.Post("/api/upload/complete", new { recordingId = id })).Expect(HttpStatusCode.OK);
            Assert.Equal(Client.Sha256(bytes), Client.Sha256(await client.Video(id)));
        }
    }

    [Fact]
    public async Task A_WebM_that_was_declared_as_MP4_is_served_as_WebM()
    {
        var bytes = VideoFile.WebM(1000);
        var id = await client.CreatedId();
        var url = (await client.Post("/api/upload/presigned-url", new { recordingId = id, contentType = "video/mp4" })).Expect(HttpStatusCode.OK).Json.GetProperty("uploadUrl").GetString()!;
        using var put = await client.PutTo(client.Url(url), bytes, "video/mp4");
        Assert.True(put.IsSuccessStatusCode);
        (await client.Post("/api/upload/complete", new { recordingId = id })).Expect(HttpStatusCode.OK);

        var attributes = (await client.Get($"/api/recordings/{id}")).Attributes;
        Assert.Equal(("ready", "video/webm"), (attributes.GetProperty("status").GetString(), attributes.GetProperty("mimeType").GetString()));
        foreach (var name in (string[])["videoUrl", "originalUrl"])
        {
            using var served = await system.Gateway.GetAsync(client.Url(attributes.GetProperty(name).GetString()), Cancel);
            Assert.Equal("video/webm", served.Content.Headers.ContentType!.MediaType);
            Assert.Equal(bytes, await served.Content.ReadAsByteArrayAsync(Cancel));
        }
    }
}

[Collection(LocalSystemCollection.Name)]
public sealed class LocalUploadHeaderTests(LocalSystem system) : UploadHeaderTests(system);

[Collection(S3SystemCollection.Name)]
public sealed class S3UploadHeaderTests(S3System system) : UploadHeaderTests(system);
