using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kubrick.Functional.Tests;

/// <summary>A client of the HTTP API, through the gateway.</summary>
internal sealed class Client(KubrickSystem system)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task<Answer> Get(string path) => await Answer.ReadAsync(await system.Gateway.GetAsync(new Uri(path, UriKind.RelativeOrAbsolute), Cancel));

    public async Task<Answer> Delete(string path) => await Answer.ReadAsync(await system.Gateway.DeleteAsync(new Uri(path, UriKind.Relative), Cancel));

    public Task<Answer> Post(string path, object body) => Send(HttpMethod.Post, path, JsonSerializer.Serialize(body, JsonSerializerOptions.Web));

    public Task<Answer> Patch(string path, object body) => Send(HttpMethod.Patch, path, JsonSerializer.Serialize(body, JsonSerializerOptions.Web));

    public async Task<Answer> Send(HttpMethod method, string path, string body, string contentType = "application/vnd.api+json")
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.RelativeOrAbsolute)) { Content = new StringContent(body, Encoding.UTF8, contentType) };
        // A server that refuses a large body does not read it: without Expect: 100-continue the client could fail before it reads the response.
        request.Headers.ExpectContinue = body.Length > 1_000_000;
        return await Answer.ReadAsync(await system.Gateway.SendAsync(request, Cancel));
    }

    /// <summary>Creates a recording; <paramref name="attributes"/> override the defaults.</summary>
    public Task<Answer> Create(params (string Name, JsonNode? Value)[] attributes)
    {
        var all = new JsonObject { ["title"] = "Interview", ["recorderName"] = "Ada", ["playbackFormat"] = "video", ["mimeType"] = "video/webm" };
        foreach (var (name, value) in attributes)
        {
            all[name] = value;
        }

        return Post("/api/recordings", new JsonObject { ["data"] = new JsonObject { ["type"] = "recordings", ["attributes"] = all } });
    }

    public async Task<string> CreatedId(params (string Name, JsonNode? Value)[] attributes) => (await Create(attributes)).Expect(HttpStatusCode.Created).Id;

    public Task<Answer> InitChunked(string id, long fileSize) => Post("/api/upload/init-chunked", new { recordingId = id, contentType = "video/webm", fileSize });

    public Task<Answer> Complete(string id, params (int PartNumber, string ETag)[] parts) =>
        Post("/api/upload/complete-chunked", new { recordingId = id, parts = parts.Select(part => new { partNumber = part.PartNumber, etag = part.ETag }), duration = 10.5 });

    /// <summary>Requests a signed URL for a part and uploads the part; returns its ETag.</summary>
    public async Task<string> PutPart(string id, int partNumber, ReadOnlyMemory<byte> bytes)
    {
        var url = await PartUrl(id, partNumber);
        using var response = await PutTo(url, bytes);
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(Cancel)}");
        return response.Headers.ETag!.Tag;
    }

    public async Task<Uri> PartUrl(string id, int partNumber) =>
        Url((await Post("/api/upload/chunk-url", new { recordingId = id, partNumber })).Expect(HttpStatusCode.OK).Json.GetProperty("uploadUrl").GetString());

    /// <summary>A URL of the API, which is relative for objects of the site itself, as a page resolves it.</summary>
    public Uri Url(string? url) => new(system.Gateway.BaseAddress!, url!);

    public async Task<HttpResponseMessage> PutTo(Uri url, ReadOnlyMemory<byte> bytes, string? contentType = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new ReadOnlyMemoryContent(bytes) };
        if (contentType is not null)
        {
            // The typed header rejects the form that MediaRecorder uses.
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        return await system.Gateway.SendAsync(request, Cancel);
    }

    /// <summary>Uploads bytes in parts of the size that the server requests and completes the upload; returns the number of parts.</summary>
    public async Task<int> Upload(string id, byte[] bytes)
    {
        var session = (await InitChunked(id, bytes.Length)).Expect(HttpStatusCode.OK).Json;
        var chunkSize = session.GetProperty("chunkSize").GetInt32();
        var parts = new List<(int, string)>();
        for (var offset = 0; offset < bytes.Length; offset += chunkSize)
        {
            var number = parts.Count + 1;
            parts.Add((number, await PutPart(id, number, bytes.AsMemory(offset, Math.Min(chunkSize, bytes.Length - offset)))));
        }

        Assert.Equal(session.GetProperty("totalChunks").GetInt32(), parts.Count);
        var done = (await Complete(id, [.. parts])).Expect(HttpStatusCode.OK).Json;
        Assert.True(done.GetProperty("success").GetBoolean());
        Assert.Equal("ready", done.GetProperty("status").GetString());
        return parts.Count;
    }

    /// <summary>Downloads the recording's video from its signed URL.</summary>
    public async Task<byte[]> Video(string id)
    {
        var url = (await Get($"/api/recordings/{id}")).Expect(HttpStatusCode.OK).Attributes.GetProperty("videoUrl").GetString()!;
        return await system.Gateway.GetByteArrayAsync(Url(url), Cancel);
    }

    public static byte[] RandomBytes(int length) => RandomNumberGenerator.GetBytes(length);

    public static string Sha256(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes));
}
