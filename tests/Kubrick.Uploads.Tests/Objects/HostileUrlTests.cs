using System.Net.Sockets;
using System.Text;
using Kubrick.Storage;
using Kubrick.Testing;
using Kubrick.Uploads.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Uploads.Tests.Objects;

public sealed class HostileUrlTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly UploadsHost host = shared.Host;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/upload/objects/../../../../etc/passwd")]
    [InlineData("/api/upload/objects/..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("/api/upload/objects/%2e%2e/%2e%2e/signing.key")]
    [InlineData("/api/upload/objects/..\\..\\signing.key")]
    [InlineData("/api/upload/objects//etc/passwd")]
    [InlineData("/api/upload/objects/a%00b")]
    [InlineData("/api/upload/objects/")]
    [InlineData("/api/upload/objects/a?expires=99999999999&signature=")]
    [InlineData("/api/upload/objects/a?expires=-1&signature=x")]
    [InlineData("/api/upload/objects/a?expires=1&expires=2&signature=x")]
    [InlineData("/api/upload/objects/a?expires=99999999999999999999999&signature=x")]
    [InlineData("/api/upload/objects/a?uploadId=../..&partNumber=99999999999&expires=1&signature=x")]
    public async Task An_unsigned_path_reads_and_writes_nothing(string path)
    {
        foreach (var method in (string[])["GET", "PUT"])
        {
            var answer = await SendRawAsync($"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

            Assert.Matches("^HTTP/1.1 40[0345]", answer);
            Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
            if (!answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal))
            {
                Assert.Contains("\"errors\":[{\"status\":\"4", answer, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task An_altered_URL_is_forbidden_and_a_missing_object_is_not_found()
    {
        var signer = host.Services.GetRequiredService<IUrlSigner>();
        var url = (await signer.SignReadAsync("thumbnails/x.jpg", null, Cancel)).OriginalString["/api/upload/".Length..];

        (await host.GetAsync(url + "x")).IsError(403, "FORBIDDEN");
        (await host.GetAsync(url)).IsError(404, "NOT_FOUND");
    }

    [Fact]
    public async Task An_incomplete_PUT_leaves_no_file()
    {
        var signer = host.Services.GetRequiredService<IUrlSigner>();
        var url = (await signer.SignWriteAsync("thumbnails/x.jpg", "image/jpeg", null, Cancel)).OriginalString;
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(host.Http.BaseAddress!.Host, host.Http.BaseAddress.Port, Cancel);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"PUT {url} HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\nContent-Length: 1000\r\n\r\nabc"), Cancel);
            await Eventually.TrueAsync("the PUT starts", () => Task.FromResult(TempFiles() == 1), Cancel);
        }

        await Eventually.TrueAsync("the incomplete file is removed", () => Task.FromResult(TempFiles() == 0), Cancel);
        Assert.False(File.Exists(Path.Combine(host.Folder, "objects", "thumbnails", "x.jpg")));
    }

    private int TempFiles() => Directory.GetFiles(Path.Combine(host.Folder, "tmp")).Length;

    private async Task<string> SendRawAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(host.Http.BaseAddress!.Host, host.Http.BaseAddress.Port, Cancel);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Cancel);
        using var reader = new StreamReader(socket.GetStream());
        return await reader.ReadToEndAsync(Cancel);
    }
}
