using Kubrick.Testing;
using Kubrick.Uploads.Tests.Servers;

namespace Kubrick.Uploads.Tests.Sessions;

/// <summary>The requests of the first system's front ends (commits 7885b96 and d0f5092; their uploads are the same), with the bodies that their sources send.</summary>
public sealed class FrontEndTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly UploadsHost host = shared.Host;

    [Theory]
    [InlineData("video/webm;codecs=vp9,opus")]
    [InlineData("video/webm;codecs=vp8,opus")]
    [InlineData("")]
    public async Task A_file_is_uploaded_in_parts_three_at_a_time(string contentType)
    {
        var id = host.Recordings.Create();
        var file = VideoFile.WebM((3 * host.PartBytes) + 17);
        var begun = await host.PostRawAsync("init-chunked", $$"""{"recordingId":"{{id}}","contentType":"{{contentType}}","fileSize":{{file.Length}}}""");
        Assert.Equal((200, 4), (begun.Status, begun.Number("totalChunks")));
        var size = (int)begun.Number("chunkSize");
        Assert.NotEqual("gcp", begun.Text("provider"));

        var parts = new List<string>();
        foreach (var batch in Enumerable.Range(1, 4).Chunk(3))
        {
            parts.AddRange(await Task.WhenAll(batch.Select(number => SendAsync(id, number, file[((number - 1) * size)..Math.Min(number * size, file.Length)]))));
        }

        var completed = await host.PostRawAsync("complete-chunked", $$"""{"recordingId":"{{id}}","parts":[{{string.Join(',', parts)}}],"duration":61}""");
        Assert.Equal((200, true, "ready"), (completed.Status, completed.Body.GetProperty("success").GetBoolean(), completed.Text("status")));
        Assert.Equal(file.Length, host.Recordings.Find(id).FileBytes);
    }

    [Fact]
    public async Task A_thumbnail_is_uploaded_after_the_file()
    {
        var id = host.Recordings.Create();
        var signed = await host.PostRawAsync("thumbnail-url", $$"""{"recordingId":"{{id}}"}""");
        Assert.Equal(200, signed.Status);
        Assert.NotNull(await host.PutAsync(signed.Text("uploadUrl"), [0xFF, 0xD8], "image/jpeg"));
    }

    [Fact]
    public async Task A_cancelled_upload_is_aborted()
    {
        var id = host.Recordings.Create();
        await host.PostRawAsync("init-chunked", $$"""{"recordingId":"{{id}}","contentType":"video/webm","fileSize":1000}""");
        var aborted = await host.PostRawAsync("abort-chunked", $$"""{"recordingId":"{{id}}"}""");
        Assert.Equal((200, true), (aborted.Status, aborted.Body.GetProperty("success").GetBoolean()));
    }

    [Fact]
    public async Task A_whole_file_is_uploaded_with_one_PUT()
    {
        var id = host.Recordings.Create();
        var signed = await host.PostRawAsync("presigned-url", $$"""{"recordingId":"{{id}}","contentType":"video/webm","fileSize":40}""");
        Assert.NotNull(await host.PutAsync(signed.Text("uploadUrl"), VideoFile.WebM(40), "video/webm"));
        // JSON.stringify leaves an undefined duration out.
        var completed = await host.PostRawAsync("complete", $$"""{"recordingId":"{{id}}"}""");
        Assert.Equal((200, "ready"), (completed.Status, completed.Text("status")));
    }

    /// <summary>One part; the front ends send the ETag without its quotes.</summary>
    private async Task<string> SendAsync(string id, int number, byte[] part)
    {
        var signed = await host.PostRawAsync("chunk-url", $$"""{"recordingId":"{{id}}","partNumber":{{number}},"chunkSize":{{part.Length}}}""");
        Assert.Equal(200, signed.Status);
        var etag = await host.PutAsync(signed.Text("uploadUrl"), part);
        return $$"""{"partNumber":{{number}},"etag":"{{etag!.Replace("\"", "", StringComparison.Ordinal)}}"}""";
    }
}
