using System.Net.Http.Json;
using System.Text.Json;

namespace Kubrick.Benchmarks.Uploads;

/// <summary>The requests of the HTTP API with which the benchmark prepares, checks and removes its recordings.</summary>
internal sealed class UploadApi(HttpClient gateway)
{
    private const string VideoType = "video/webm";

    /// <summary>Creates a recording; returns its id.</summary>
    public async Task<string> CreateAsync(string recorder, CancellationToken cancellationToken)
    {
        var attributes = new { recorderName = recorder, playbackFormat = "video", mimeType = VideoType };
        var created = await SendAsync(HttpMethod.Post, "/api/recordings", new { data = new { type = "recordings", attributes } }, cancellationToken);
        return created.GetProperty("data").GetProperty("id").GetString()!;
    }

    /// <summary>Opens an upload in parts; returns their size in bytes.</summary>
    /// <param name="id">The recording.</param>
    /// <param name="fileSize">The size of the file; null for an open-ended upload, as the app opens it.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<int> OpenAsync(string id, long? fileSize, CancellationToken cancellationToken)
    {
        object body = fileSize is null ? new { recordingId = id, contentType = VideoType } : new { recordingId = id, contentType = VideoType, fileSize };
        return (await SendAsync(HttpMethod.Post, "/api/upload/init-chunked", body, cancellationToken)).GetProperty("chunkSize").GetInt32();
    }

    /// <summary>Signs the URL of a part.</summary>
    public async Task<string> SignAsync(string id, int partNumber, CancellationToken cancellationToken)
    {
        var signed = await SendAsync(HttpMethod.Post, "/api/upload/chunk-url", new { recordingId = id, partNumber }, cancellationToken);
        return new Uri(gateway.BaseAddress!, signed.GetProperty("uploadUrl").GetString()).AbsoluteUri;
    }

    /// <summary>How many bytes of an open upload the storage has.</summary>
    public async Task<long> ReceivedBytesAsync(string id, CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Get, $"/api/upload/{id}", body: null, cancellationToken)).GetProperty("receivedBytes").GetInt64();

    /// <summary>Discards an open upload and deletes the recording.</summary>
    public async Task DiscardAsync(string id, CancellationToken cancellationToken)
    {
        await SendAsync(HttpMethod.Post, "/api/upload/abort-chunked", new { recordingId = id }, cancellationToken);
        await DeleteAsync(id, cancellationToken);
    }

    /// <summary>Deletes a recording.</summary>
    public async Task DeleteAsync(string id, CancellationToken cancellationToken) =>
        await SendAsync(HttpMethod.Delete, $"/api/recordings/{id}", body: null, cancellationToken);

    /// <summary>The id of the recorder's newest recording.</summary>
    public async Task<string> NewestOfAsync(string recorder, CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Get, $"/api/recordings?filter[recorderName]={recorder}", body: null, cancellationToken)).GetProperty("data")[0].GetProperty("id").GetString()!;

    /// <summary>A recording's status, and its bytes.</summary>
    public async Task<(string Status, long Bytes)> FindAsync(string id, CancellationToken cancellationToken)
    {
        var attributes = (await SendAsync(HttpMethod.Get, $"/api/recordings/{id}", body: null, cancellationToken)).GetProperty("data").GetProperty("attributes");
        return (attributes.GetProperty("status").GetString()!, attributes.GetProperty("fileBytes") is { ValueKind: JsonValueKind.Number } bytes ? bytes.GetInt64() : 0);
    }

    /// <summary>A recording's attributes.</summary>
    public async Task<JsonElement> AttributesAsync(string id, CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Get, $"/api/recordings/{id}", body: null, cancellationToken)).GetProperty("data").GetProperty("attributes");

    /// <summary>Uploads a file in parts; returns the id of its recording, which is ready.</summary>
    public async Task<string> UploadAsync(string path, CancellationToken cancellationToken)
    {
        var id = await CreateAsync("Bench", cancellationToken);
        var partBytes = await OpenAsync(id, fileSize: null, cancellationToken);
        var parts = new List<object>();
        await using var file = File.OpenRead(path);
        var buffer = new byte[partBytes];
        using var storage = new HttpClient(new SocketsHttpHandler()) { BaseAddress = gateway.BaseAddress };
        while (await file.ReadAtLeastAsync(buffer, partBytes, throwOnEndOfStream: false, cancellationToken) is > 0 and var read)
        {
            var number = parts.Count + 1;
            using var content = new ByteArrayContent(buffer, 0, read);
            using var response = await storage.PutAsync(new Uri(await SignAsync(id, number, cancellationToken), UriKind.RelativeOrAbsolute), content, cancellationToken);
            response.EnsureSuccessStatusCode();
            parts.Add(new { partNumber = number, etag = response.Headers.ETag!.Tag });
        }

        await SendAsync(HttpMethod.Post, "/api/upload/complete-chunked", new { recordingId = id, parts, fileSize = file.Length }, cancellationToken);
        return id;
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await gateway.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? text.Length == 0 ? default : JsonDocument.Parse(text).RootElement
            : throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {text}");
    }
}
