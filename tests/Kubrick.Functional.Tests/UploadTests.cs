using System.Buffers.Text;
using System.Net;
using System.Text.Json;
using Kubrick.Functional.Tests.Live;
using Kubrick.Testing;

namespace Kubrick.Functional.Tests;

/// <summary>The upload calls of the contract, through the gateway, with every storage provider.</summary>
public abstract class UploadTests(LiveSystem system)
{
    /// <summary>The part size of the systems under test, in bytes.</summary>
    public const int Part = 1024 * 1024;

    private readonly Client client = new(system);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(VideoFile.MinBytes, 1)]
    [InlineData(Part, 1)]
    [InlineData(Part + 1, 2)]
    [InlineData((3 * Part) + 7, 4)]
    public async Task An_upload_in_parts_is_stored_byte_for_byte(int length, int parts)
    {
        var bytes = VideoFile.WebM(length);
        var id = await client.CreatedId();
        Assert.Equal(parts, await client.Upload(id, bytes));
        var read = (await client.Get($"/api/recordings/{id}")).Attributes;
        Assert.Equal("ready", read.GetProperty("status").GetString());
        Assert.Equal(length, read.GetProperty("fileBytes").GetInt64());
        Assert.Equal(10.5, read.GetProperty("duration").GetDouble());
        Assert.Equal(system.Provider, read.GetProperty("storageProvider").GetString());
        Assert.Equal(Client.Sha256(bytes), Client.Sha256(await client.Video(id)));
    }

    [Fact]
    public async Task An_uploaded_file_has_a_signed_manifest_with_the_hashes_of_its_parts()
    {
        var bytes = VideoFile.WebM((2 * Part) + 7);
        var id = await client.CreatedId();
        await client.Upload(id, bytes);
        var signed = (await client.Get($"/api/recordings/{id}/manifest")).Expect(HttpStatusCode.OK).Json;
        var header = Decode(signed.GetProperty("protected"));
        var original = Decode(signed.GetProperty("payload")).GetProperty("original");
        Assert.Equal(bytes.Length, original.GetProperty("bytes").GetInt64());
        if (system.Provider == "local")
        {
            Assert.Equal(bytes.Chunk(Part).Select(Client.Sha256), original.GetProperty("parts").GetProperty("hashes").EnumerateArray().Select(hash => hash.GetString()!.ToUpperInvariant()));
        }

        var keys = (await client.Get("/api/manifest-keys")).Expect(HttpStatusCode.OK).Json.GetProperty("keys").EnumerateArray();
        Assert.Contains(header.GetProperty("kid").GetString(), keys.Select(key => key.GetProperty("kid").GetString()));

        static JsonElement Decode(JsonElement member) => JsonDocument.Parse(Base64Url.DecodeFromChars(member.GetString())).RootElement;
    }

    [Fact]
    public async Task An_upload_in_one_request_is_stored_byte_for_byte()
    {
        var bytes = VideoFile.WebM((2 * Part) + 3);
        var id = await client.CreatedId();
        var signed = (await client.Post("/api/upload/presigned-url", new { recordingId = id, contentType = "video/webm;codecs=vp9,opus", fileSize = bytes.Length }))
            .Expect(HttpStatusCode.OK).Json;
        Assert.Matches($"^recordings/[0-9]{{4}}/[0-9]{{2}}/[0-9]{{2}}/{id}-[0-9]{{3,}}\\.webm$", signed.GetProperty("storageKey").GetString());
        using var put = await client.PutTo(client.Url(signed.GetProperty("uploadUrl").GetString()), bytes, "video/webm;codecs=vp9,opus");
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync(Cancel));
        (await client.Post("/api/upload/complete", new { recordingId = id, duration = 3 })).Expect(HttpStatusCode.OK);
        Assert.Equal("ready", (await client.Post("/api/upload/complete", new { recordingId = id })).Expect(HttpStatusCode.OK).Json.GetProperty("status").GetString());
        Assert.Equal(Client.Sha256(bytes), Client.Sha256(await client.Video(id)));
    }

    [Fact]
    public async Task A_repeated_complete_returns_the_same_response()
    {
        var bytes = VideoFile.WebM(1000);
        var id = await client.CreatedId();
        (await client.InitChunked(id, bytes.Length)).Expect(HttpStatusCode.OK);
        var etag = await client.PutPart(id, 1, bytes);
        var first = (await client.Complete(id, (1, etag))).Expect(HttpStatusCode.OK);
        var second = (await client.Complete(id, (1, etag))).Expect(HttpStatusCode.OK);
        Assert.Equal(first.Text, second.Text);
    }

    [Fact]
    public async Task Two_concurrent_completes_both_succeed()
    {
        var bytes = VideoFile.WebM(1000);
        var id = await client.CreatedId();
        (await client.InitChunked(id, bytes.Length)).Expect(HttpStatusCode.OK);
        var etag = await client.PutPart(id, 1, bytes);
        var answers = await Task.WhenAll(client.Complete(id, (1, etag)), client.Complete(id, (1, etag)));
        Assert.All(answers, answer => answer.Expect(HttpStatusCode.OK));
        Assert.Equal(answers[0].Text, answers[1].Text);
        Assert.Equal(Client.Sha256(bytes), Client.Sha256(await client.Video(id)));
    }

    [Fact]
    public async Task Invalid_part_lists_are_refused_and_the_valid_one_still_completes()
    {
        var bytes = VideoFile.WebM((2 * Part) + 1000);
        var id = await client.CreatedId();
        (await client.InitChunked(id, bytes.Length)).Expect(HttpStatusCode.OK);
        // Out of order, and part 1 twice.
        var third = await client.PutPart(id, 3, bytes.AsMemory(2 * Part));
        await client.PutPart(id, 1, Client.RandomBytes(Part));
        var second = await client.PutPart(id, 2, bytes.AsMemory(Part, Part));
        var first = await client.PutPart(id, 1, bytes.AsMemory(0, Part));

        (await client.Complete(id)).ExpectError(HttpStatusCode.UnprocessableEntity, "VALIDATION_ERROR");
        (await client.Complete(id, (1, first), (3, third))).ExpectError(HttpStatusCode.UnprocessableEntity, "VALIDATION_ERROR");
        (await client.Complete(id, (1, first), (1, first), (2, second), (3, third))).ExpectError(HttpStatusCode.UnprocessableEntity, "VALIDATION_ERROR");
        (await client.Complete(id, (1, first), (2, third), (3, third))).ExpectError(HttpStatusCode.UnprocessableEntity, "VALIDATION_ERROR");
        (await client.Complete(id, (1, first), (2, second), (3, third), (4, third))).ExpectError(HttpStatusCode.UnprocessableEntity, "VALIDATION_ERROR");
        (await client.Complete(id, (0, first), (2, second), (3, third))).ExpectError(HttpStatusCode.UnprocessableEntity, "VALIDATION_ERROR");

        var arrived = (await client.Get($"/api/upload/{id}")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal([1, 2, 3], arrived.GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("partNumber").GetInt32()));
        (await client.Complete(id, (3, third), (1, first), (2, second))).Expect(HttpStatusCode.OK);
        Assert.Equal(Client.Sha256(bytes), Client.Sha256(await client.Video(id)));
    }

    [Fact]
    public async Task A_complete_before_the_upload_is_refused_and_can_be_repeated()
    {
        var id = await client.CreatedId();
        var signed = (await client.Post("/api/upload/presigned-url", new { recordingId = id })).Expect(HttpStatusCode.OK).Json;
        Assert.Equal("errors", (await client.Post("/api/upload/complete", new { recordingId = id })).Json.EnumerateObject().First().Name);
        using var put = await client.PutTo(client.Url(signed.GetProperty("uploadUrl").GetString()), VideoFile.WebM(100), "video/webm");
        Assert.True(put.IsSuccessStatusCode);
        (await client.Post("/api/upload/complete", new { recordingId = id })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_aborted_upload_sets_the_status_error_and_can_be_restarted()
    {
        var bytes = VideoFile.WebM(5000);
        var id = await client.CreatedId();
        (await client.InitChunked(id, bytes.Length)).Expect(HttpStatusCode.OK);
        await client.PutPart(id, 1, bytes);
        for (var i = 0; i < 2; i++)
        {
            var aborted = (await client.Post("/api/upload/abort-chunked", new { recordingId = id })).Expect(HttpStatusCode.OK).Json;
            Assert.True(aborted.GetProperty("success").GetBoolean());
            Assert.Equal("error", aborted.GetProperty("status").GetString());
        }

        Assert.Equal("error", (await client.Get($"/api/recordings/{id}")).Attributes.GetProperty("status").GetString());
        await client.Upload(id, bytes);
        Assert.Equal(Client.Sha256(bytes), Client.Sha256(await client.Video(id)));
    }

    [Fact]
    public async Task An_interrupted_upload_resumes_with_the_missing_parts()
    {
        var bytes = VideoFile.WebM(Part + 1000);
        var id = await client.CreatedId();
        var session = (await client.InitChunked(id, bytes.Length)).Expect(HttpStatusCode.OK).Json;
        await client.PutPart(id, 1, bytes.AsMemory(0, Part));

        // A new tab knows only the recording's id.
        var again = (await client.InitChunked(id, bytes.Length)).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(session.GetProperty("uploadId").GetString(), again.GetProperty("uploadId").GetString());
        var part = Assert.Single((await client.Get($"/api/upload/{id}")).Expect(HttpStatusCode.OK).Json.GetProperty("parts").EnumerateArray().ToList());
        Assert.Equal(Part, part.GetProperty("size").GetInt64());
        var etag = await client.PutPart(id, 2, bytes.AsMemory(Part));
        (await client.Complete(id, (1, part.GetProperty("etag").GetString()!), (2, etag))).Expect(HttpStatusCode.OK);
        Assert.Equal(Client.Sha256(bytes), Client.Sha256(await client.Video(id)));
    }

    [Fact]
    public async Task An_altered_signed_url_is_refused()
    {
        var id = await client.CreatedId();
        (await client.InitChunked(id, 1000)).Expect(HttpStatusCode.OK);
        var url = (await client.PartUrl(id, 1)).AbsoluteUri;
        var signature = System.Text.RegularExpressions.Regex.Match(url, "(?i)(signature|sig)=([^&]+)").Groups[2].Value;
        Assert.NotEmpty(signature);
        var flipped = (signature[0] == 'a' ? 'b' : 'a') + signature[1..];
        foreach (var altered in new[] { url.Replace(signature, flipped, StringComparison.Ordinal), url.Replace(id, "0123456789abcdef01234567", StringComparison.Ordinal), url.Split('?')[0] })
        {
            using var refused = await client.PutTo(new Uri(altered), new byte[1000]);
            Assert.True((int)refused.StatusCode is >= 400 and < 500, $"{altered} → {(int)refused.StatusCode}");
        }

        Assert.Empty((await client.Get($"/api/upload/{id}")).Json.GetProperty("parts").EnumerateArray());
    }

    [Fact]
    public async Task A_video_can_be_read_in_ranges_but_not_without_a_signature()
    {
        var bytes = VideoFile.WebM(100_000);
        var id = await client.CreatedId();
        await client.Upload(id, bytes);
        var url = client.Url((await client.Get($"/api/recordings/{id}")).Attributes.GetProperty("videoUrl").GetString());
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Range = new(1000, 1999);
        using var part = await system.Gateway.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(bytes[1000..2000], await part.Content.ReadAsByteArrayAsync(Cancel));
        using var bare = await system.Gateway.GetAsync(new Uri(url.GetLeftPart(UriPartial.Path)), Cancel);
        Assert.True((int)bare.StatusCode is 400 or 401 or 403 or 404, bare.StatusCode.ToString());
    }

    [Fact]
    public async Task A_thumbnail_is_stored_and_served()
    {
        var id = await client.CreatedId();
        var signed = (await client.Post("/api/upload/thumbnail-url", new { recordingId = id })).Expect(HttpStatusCode.OK).Json;
        Assert.Equal($"thumbnails/{id}.jpg", signed.GetProperty("thumbnailKey").GetString());
        using var put = await client.PutTo(client.Url(signed.GetProperty("uploadUrl").GetString()), new byte[] { 0xFF, 0xD8, 0xFF }, "image/jpeg");
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync(Cancel));
        var shown = (await client.Get($"/api/recordings/{id}")).Attributes.GetProperty("thumbnailUrl").GetString()!;
        Assert.Equal([0xFF, 0xD8, 0xFF], await system.Gateway.GetByteArrayAsync(client.Url(shown), Cancel));
    }

    [Fact]
    public async Task Deleting_a_recording_removes_its_video()
    {
        var id = await client.CreatedId();
        await client.Upload(id, VideoFile.WebM(5000));
        var url = client.Url((await client.Get($"/api/recordings/{id}")).Attributes.GetProperty("videoUrl").GetString());
        (await client.Delete($"/api/recordings/{id}")).Expect(HttpStatusCode.NoContent);
        using var gone = await system.Gateway.GetAsync(url, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task The_sequence_numbers_of_a_day_increase()
    {
        var first = await Sequence(await client.CreatedId());
        var second = await Sequence(await client.CreatedId());
        Assert.True(second > first, $"{first}, {second}");

        async Task<int> Sequence(string id)
        {
            var key = (await client.Post("/api/upload/presigned-url", new { recordingId = id })).Expect(HttpStatusCode.OK).Json.GetProperty("storageKey").GetString()!;
            return int.Parse(key.Split('-')[^1].Split('.')[0], System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}

[Collection(LocalSystemCollection.Name)]
public sealed class LocalUploadTests(LocalSystem system) : UploadTests(system)
{
    private readonly Client client = new(system);

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"recordingId\":null}")]
    public async Task A_missing_recording_id_is_a_400(string body)
    {
        foreach (var call in new[] { "presigned-url", "complete", "init-chunked", "chunk-url", "complete-chunked", "abort-chunked", "thumbnail-url" })
        {
            (await client.Send(HttpMethod.Post, $"/api/upload/{call}", body, "application/json")).ExpectError(HttpStatusCode.BadRequest, "MISSING_PARAMETER");
        }
    }

    [Fact]
    public async Task Invalid_sizes_and_part_numbers_are_refused()
    {
        var id = await client.CreatedId();
        (await client.Post("/api/upload/chunk-url", new { recordingId = id, partNumber = 1 })).ExpectError(HttpStatusCode.BadRequest, "NO_UPLOAD_SESSION");
        (await client.Complete(id, (1, "x"))).ExpectError(HttpStatusCode.BadRequest, "NO_UPLOAD_SESSION");
        foreach (var size in new[] { 0, -1, long.MaxValue })
        {
            (await client.InitChunked(id, size)).ExpectError(HttpStatusCode.UnprocessableEntity, "VALIDATION_ERROR");
        }

        (await client.InitChunked(id, (2 * Part) + 1000)).Expect(HttpStatusCode.OK);
        foreach (var number in new[] { 0, -1, 4, int.MaxValue })
        {
            (await client.Post("/api/upload/chunk-url", new { recordingId = id, partNumber = number })).ExpectError(HttpStatusCode.UnprocessableEntity, "VALIDATION_ERROR");
        }

        (await client.Post("/api/upload/chunk-url", new { recordingId = id, partNumber = "1; drop" })).ExpectError(HttpStatusCode.UnprocessableEntity, "VALIDATION_ERROR");
        (await client.Post("/api/upload/presigned-url", new { recordingId = id, contentType = "text/html" })).ExpectError(HttpStatusCode.UnprocessableEntity, "VALIDATION_ERROR");
    }
}

[Collection(S3SystemCollection.Name)]
public sealed class S3UploadTests(S3System system) : UploadTests(system)
{
    private readonly Client client = new(system);

    [Fact]
    public async Task A_large_file_gets_larger_parts_instead_of_too_many()
    {
        var id = await client.CreatedId();
        var session = (await client.InitChunked(id, 300L * 1024 * 1024 * 1024)).Expect(HttpStatusCode.OK).Json;
        Assert.True(session.GetProperty("totalChunks").GetInt32() <= 10_000);
        Assert.True(session.GetProperty("chunkSize").GetInt64() > 10 * Part);
        Assert.Equal(0, session.GetProperty("chunkSize").GetInt64() % (256 * 1024));
        (await client.Post("/api/upload/abort-chunked", new { recordingId = id })).Expect(HttpStatusCode.OK);
    }
}
