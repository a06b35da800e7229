using System.Globalization;
using Kubrick.Storage;
using Kubrick.Testing;
using Kubrick.Uploads.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Uploads.Tests.Objects;

/// <summary>The refusal of a large PUT reaches a client that reads only after it has sent everything, as browsers do.</summary>
public sealed class RefusedPutTests
{
    private const int Large = 10 << 20;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("PUT", "altered", "image/jpeg", 403)]
    [InlineData("PUT", "unsigned", "image/jpeg", 403)]
    [InlineData("PUT", "signed", "text/plain", 403)]
    [InlineData("PUT", "signed", "image/jpeg", 413)]
    [InlineData("PUT", "ended", "image/jpeg", 400)]
    [InlineData("POST", "signed", "image/jpeg", 405)]
    [InlineData("GET", "altered", "image/jpeg", 403)]
    public async Task Every_refusal_arrives(string method, string address, string contentType, int status)
    {
        await using var host = await UploadsHost.StartAsync(("Storage:Local:MaxObjectBytes", "1000"));
        var signer = host.Services.GetRequiredService<IUrlSigner>();
        var signed = (await signer.SignWriteAsync("thumbnails/x.jpg", "image/jpeg", null, Cancel)).OriginalString;
        var url = address switch
        {
            "altered" => signed + "x",
            "unsigned" => signed[..signed.IndexOf('?', StringComparison.Ordinal)],
            "ended" => await EndedPartAsync(host),
            _ => signed,
        };
        foreach (var isChunked in new[] { false, true })
        {
            var answer = await SendAsync(host, method, url, contentType, isChunked);
            Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} "), answer, StringComparison.Ordinal);
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"\"errors\":[{{\"status\":\"{status}\""), answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_expired_URL_is_named_as_such()
    {
        await using var host = await UploadsHost.StartAsync();
        var signer = host.Services.GetRequiredService<IUrlSigner>();
        var url = (await signer.SignWriteAsync("thumbnails/x.jpg", "image/jpeg", TimeSpan.FromSeconds(1), Cancel)).OriginalString;
        await Eventually.TrueAsync(
            "the refusal arrives",
            async () => (await SendAsync(host, "PUT", url, "image/jpeg", isChunked: false)) is var answer
                && answer.StartsWith("HTTP/1.1 403 ", StringComparison.Ordinal) && answer.Contains("expired", StringComparison.Ordinal),
            Cancel);
    }

    private static Task<string> SendAsync(UploadsHost host, string method, string url, string contentType, bool isChunked) =>
        RawHttp.SendAllFirstAsync(host.Http.BaseAddress!, $"{method} {url} HTTP/1.1\r\nHost: x\r\nContent-Type: {contentType}\r\n", Large, isChunked, Cancel);

    private static async Task<string> EndedPartAsync(UploadsHost host)
    {
        var upload = await Upload.StartAsync(host, 1000);
        var signed = await host.PostAsync("chunk-url", new { recordingId = upload.RecordingId, partNumber = 1 });
        await upload.SendAllAsync();
        Assert.Equal(200, (await upload.CompleteAsync()).Status);
        return new Uri(host.Http.BaseAddress!, signed.Text("uploadUrl")).PathAndQuery;
    }
}
