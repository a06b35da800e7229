using System.Net;
using Kubrick.Testing;

namespace Kubrick.Functional.Tests;

/// <summary>The refusal of a large part reaches a client that has sent all of it first, through the gateway.</summary>
[Collection(LocalSystemCollection.Name)]
public sealed class RefusedPartTests(LocalSystem system)
{
    private const int Large = 10 << 20;

    private readonly Client client = new(system);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_refusal_arrives(bool isChunked)
    {
        var id = await client.CreatedId();
        (await client.InitChunked(id, Large)).Expect(HttpStatusCode.OK);
        var part = await client.PartUrl(id, 1);
        var file = client.Url((await client.Post("/api/upload/presigned-url", new { recordingId = await client.CreatedId(), contentType = "video/webm" }))
            .Expect(HttpStatusCode.OK).Json.GetProperty("uploadUrl").GetString());
        for (var i = 0; i < 3; i++)
        {
            Assert.StartsWith("HTTP/1.1 403 ", await PutAsync(part.PathAndQuery + "x", "", isChunked), StringComparison.Ordinal);
            Assert.StartsWith("HTTP/1.1 403 ", await PutAsync(part.AbsolutePath, "", isChunked), StringComparison.Ordinal);
            Assert.StartsWith("HTTP/1.1 403 ", await PutAsync(file.PathAndQuery, "Content-Type: text/plain\r\n", isChunked), StringComparison.Ordinal);
        }

        await client.PutPart(id, 1, Client.RandomBytes(UploadTests.Part));
    }

    private Task<string> PutAsync(string target, string headers, bool isChunked) =>
        RawHttp.SendAllFirstAsync(system.Gateway.BaseAddress!, $"PUT {target} HTTP/1.1\r\nHost: {system.Gateway.BaseAddress!.Authority}\r\n{headers}", Large, isChunked, Cancel);
}
