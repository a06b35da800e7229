using System.Net;
using Kubrick.Testing;

namespace Kubrick.Uploads.Tests.Servers;

/// <summary>The client of one chunked upload with the provider <c>gcp</c>: chunks in order, to one session URL.</summary>
internal sealed class GcpUpload(UploadsHost host, string recordingId, byte[] file)
{
    public string RecordingId => recordingId;

    public byte[] File => file;

    public Answer Begun { get; private set; } = null!;

    public static async Task<GcpUpload> StartAsync(UploadsHost host, int size, string? origin = null, byte[]? file = null)
    {
        var upload = new GcpUpload(host, host.Recordings.Create(), file ?? VideoFile.WebM(size));
        await upload.StartAsync(origin);
        Assert.Equal(200, upload.Begun.Status);
        return upload;
    }

    /// <summary>Begins an upload without a size.</summary>
    public static async Task<GcpUpload> StartOpenEndedAsync(UploadsHost host, int size)
    {
        var upload = new GcpUpload(host, host.Recordings.Create(), VideoFile.WebM(size));
        await upload.StartOpenEndedAsync();
        return upload;
    }

    /// <summary>Begins without a size, or finds the open upload after a reload.</summary>
    public async Task StartOpenEndedAsync()
    {
        Begun = await TryStartOpenEndedAsync();
        Assert.Equal(200, Begun.Status);
    }

    /// <summary>The same, whatever the answer is.</summary>
    public Task<Answer> TryStartOpenEndedAsync() => host.PostAsync("init-chunked", new { recordingId, contentType = "video/webm" });

    /// <summary>Begins, or finds the open upload after a reload.</summary>
    public async Task StartAsync(string? origin = null)
    {
        var body = new { recordingId, contentType = "video/webm", fileSize = file.Length };
        Begun = await host.PostAsync("init-chunked", body, origin);
    }

    public async Task<Uri> SessionAsync(int partNumber = 1)
    {
        var signed = await host.PostAsync("chunk-url", new { recordingId, partNumber });
        Assert.Equal((200, "gcp", partNumber), (signed.Status, signed.Text("provider"), signed.Number("partNumber")));
        return host.Resolve(signed.Text("uploadUrl"));
    }

    /// <summary>Sends a chunk, from its first byte to before its last.</summary>
    public async Task<HttpStatusCode> SendAsync(int from, int to, bool isOpenEnded = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, await SessionAsync()) { Content = new ByteArrayContent(file[from..to]) };
        request.Content.Headers.TryAddWithoutValidation("Content-Range", $"bytes {from}-{to - 1}/{(isOpenEnded ? "*" : file.Length)}");
        using var answer = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    public async Task SendAllAsync()
    {
        for (var from = 0; from < file.Length; from += host.PartBytes)
        {
            var to = Math.Min(from + host.PartBytes, file.Length);
            Assert.Equal(to == file.Length ? HttpStatusCode.OK : HttpStatusCode.PermanentRedirect, await SendAsync(from, to));
        }
    }

    public Task<Answer> CompleteAsync(object? parts = null) => host.PostAsync("complete-chunked", new { recordingId, parts = parts ?? Array.Empty<object>(), duration = 12.5 });
}
