using System.Net;
using System.Text.Json;
using Kubrick.Storage;
using Kubrick.Uploads.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Uploads.Tests.Objects;

/// <summary>Conditions and ranges on the URLs of objects (RFC 9110, 13 and 14); the object has the ten bytes from <c>a</c> to <c>j</c>.</summary>
public sealed class ObjectResponseTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Whole = "abcdefghij";

    private readonly UploadsHost host = shared.Host;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // TAG and DATE are those of the object.
    [Theory]
    [InlineData("GET", "", "", 200, Whole)]
    [InlineData("HEAD", "", "", 200, "")]
    [InlineData("GET", "Range", "bytes=2-4", 206, "cde")]
    [InlineData("GET", "Range", "bytes=-2", 206, "ij")]
    [InlineData("GET", "Range", "bytes=8-", 206, "ij")]
    [InlineData("GET", "Range", "bytes=0-99", 206, Whole)]
    [InlineData("GET", "Range", "items=0-1", 200, Whole)]
    [InlineData("GET", "Range", "bytes=4-2", 200, Whole)]
    [InlineData("GET", "Range", "bytes=0-1,4-5", 200, Whole)]
    [InlineData("HEAD", "Range", "bytes=2-4", 200, "")]
    [InlineData("HEAD", "Range", "bytes=99-", 200, "")]
    [InlineData("GET", "If-None-Match", "TAG", 304, "")]
    [InlineData("GET", "If-None-Match", "W/TAG", 304, "")]
    [InlineData("GET", "If-None-Match", "\"other\", TAG", 304, "")]
    [InlineData("GET", "If-None-Match", "*", 304, "")]
    [InlineData("HEAD", "If-None-Match", "TAG", 304, "")]
    [InlineData("GET", "If-None-Match", "\"other\"", 200, Whole)]
    [InlineData("GET", "If-Modified-Since", "DATE", 304, "")]
    [InlineData("GET", "If-Modified-Since", "Thu, 01 Jan 1970 00:00:00 GMT", 200, Whole)]
    [InlineData("GET", "If-Match", "TAG", 200, Whole)]
    [InlineData("GET", "If-Match", "*", 200, Whole)]
    [InlineData("GET", "If-Unmodified-Since", "DATE", 200, Whole)]
    [InlineData("GET", "If-Range", "TAG", 206, "bc")]
    [InlineData("GET", "If-Range", "DATE", 206, "bc")]
    [InlineData("GET", "If-Range", "W/TAG", 200, Whole)]
    [InlineData("GET", "If-Range", "\"other\"", 200, Whole)]
    public async Task A_request_gets_what_its_headers_ask_for(string method, string header, string value, int status, string body)
    {
        var url = await StoreAsync(Whole);
        using var plain = await host.Http.GetAsync(url, Cancel);
        value = value.Replace("TAG", plain.Headers.ETag!.Tag, StringComparison.Ordinal).Replace("DATE", $"{plain.Content.Headers.LastModified:R}", StringComparison.Ordinal);
        (string, string)[] range = header == "If-Range" ? [("Range", "bytes=1-2")] : [];
        using var answer = await SendAsync(method, url, [(header, value), .. range]);

        Assert.Equal((status, body), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel)));
        Assert.Equal(plain.Headers.ETag, answer.Headers.ETag);
        Assert.Equal(plain.Content.Headers.LastModified, answer.Content.Headers.LastModified);
        Assert.True(answer.Headers.CacheControl!.Private);
        if (status != 304)
        {
            Assert.Equal((method == "HEAD" ? 10 : body.Length, "image/jpeg"), (answer.Content.Headers.ContentLength, answer.Content.Headers.ContentType!.MediaType));
        }

        Assert.Equal(status == 206, answer.Content.Headers.ContentRange is not null);
    }

    [Theory]
    [InlineData("GET", "Range", "bytes=10-", 416, "RANGE_NOT_SATISFIABLE")]
    [InlineData("GET", "Range", "bytes=-0", 416, "RANGE_NOT_SATISFIABLE")]
    [InlineData("GET", "If-Match", "\"other\"", 412, "PRECONDITION_FAILED")]
    [InlineData("GET", "If-Match", "nonsense", 412, "PRECONDITION_FAILED")]
    [InlineData("GET", "If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT", 412, "PRECONDITION_FAILED")]
    public async Task What_cannot_be_fulfilled_is_an_error_document(string method, string header, string value, int status, string code)
    {
        using var answer = await SendAsync(method, await StoreAsync(Whole), [(header, value)]);

        Assert.Equal((status, "application/vnd.api+json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("errors")[0];
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.Equal(status == 416 ? "bytes */10" : null, answer.Content.Headers.ContentRange?.ToString());
        Assert.Null(answer.Headers.CacheControl);
    }

    [Fact]
    public async Task An_empty_object_has_no_range()
    {
        var url = await StoreAsync("");
        using var ranged = await SendAsync("GET", url, [("Range", "bytes=0-")]);
        using var whole = await host.Http.GetAsync(url, Cancel);
        Assert.Equal((HttpStatusCode.RequestedRangeNotSatisfiable, HttpStatusCode.OK, 0), (ranged.StatusCode, whole.StatusCode, whole.Content.Headers.ContentLength));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task Other_methods_are_a_405(string method)
    {
        using var answer = await SendAsync(method, await StoreAsync(Whole), []);
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "GET, HEAD, PUT"), (answer.StatusCode, string.Join(", ", answer.Content.Headers.Allow.Order())));
    }

    private async Task<Uri> StoreAsync(string content)
    {
        var key = $"thumbnails/{Guid.NewGuid():N}.jpg";
        await host.Services.GetRequiredService<IObjectWriter>().PutAsync(key, System.Text.Encoding.ASCII.GetBytes(content), "image/jpeg", CacheRules.Media, Cancel);
        return new Uri(host.Http.BaseAddress!, await host.Services.GetRequiredService<IUrlSigner>().SignReadAsync(key, null, Cancel));
    }

    private async Task<HttpResponseMessage> SendAsync(string method, Uri url, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), url);
        foreach (var (name, value) in headers.Where(header => header.Name.Length > 0))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await host.Http.SendAsync(request, Cancel);
    }
}
