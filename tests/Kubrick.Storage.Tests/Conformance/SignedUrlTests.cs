using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Kubrick.Storage.Tests.Servers;
using Kubrick.Testing;

namespace Kubrick.Storage.Tests.Conformance;

public abstract class SignedUrlTests(StorageProvider provider) : ProviderTests(provider)
{
    [Fact]
    public async Task An_object_put_with_a_signed_URL_reads_back_byte_for_byte()
    {
        var key = NewKey();
        var bytes = Bytes.Random(300_000);

        using var put = await PutAsync(await WriteUrlAsync(key, "video/webm"), bytes, "video/webm");
        using var get = await Storage.Http.GetAsync(await ReadUrlAsync(key), Cancel);

        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal(Bytes.Sha256(bytes), Bytes.Sha256(await get.Content.ReadAsByteArrayAsync(Cancel)));
        Assert.Equal("video/webm", get.Content.Headers.ContentType!.MediaType);
        Assert.Equal(put.Headers.ETag, get.Headers.ETag);
        Assert.Equal((await Storage.Reader.FindAsync(key, Cancel))!.ETag, get.Headers.ETag!.Tag.Trim('"'));
    }

    [Fact]
    public async Task A_signed_URL_to_read_returns_length_and_type_of_a_range()
    {
        var key = NewKey("jpg");
        await Storage.Writer.PutAsync(key, Bytes.Random(4321), "image/jpeg", CacheRules.Media, Cancel);
        var url = await ReadUrlAsync(key);

        // S3 binds the method, so a browser requests one byte instead of sending HEAD.
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Range = new RangeHeaderValue(0, 0);
        using var answer = await Storage.Http.SendAsync(request, Cancel);

        Assert.Equal(4321, answer.Content.Headers.ContentRange!.Length);
        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType!.MediaType);
        Assert.True(answer.Headers.CacheControl!.Private);
    }

    [Fact]
    public async Task A_content_type_with_parameters_is_accepted_as_signed()
    {
        var key = NewKey();
        using var put = await PutAsync(await WriteUrlAsync(key, "video/webm;codecs=vp8"), Bytes.Random(10), "video/webm; codecs=vp8");
        key = NewKey();
        using var exact = new HttpRequestMessage(HttpMethod.Put, await WriteUrlAsync(key, "video/webm;codecs=vp8")) { Content = new ByteArrayContent([1]) };
        exact.Content.Headers.TryAddWithoutValidation("Content-Type", "video/webm;codecs=vp8");
        using var answer = await Storage.Http.SendAsync(exact, Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.StartsWith("video/webm", (await Storage.Reader.FindAsync(key, Cancel))!.ContentType, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("video/mp4")]
    [InlineData("text/html")]
    [InlineData(null)]
    public async Task A_PUT_with_another_content_type_is_refused_and_stores_nothing(string? contentType)
    {
        var key = NewKey();
        using var put = await PutAsync(await WriteUrlAsync(key, "video/webm"), Bytes.Random(100), contentType);

        Assert.Equal(HttpStatusCode.Forbidden, put.StatusCode);
        Assert.Null(await Storage.Reader.FindAsync(key, Cancel));
    }

    [Fact]
    public async Task An_altered_URL_is_refused()
    {
        var (key, other) = (NewKey(), NewKey());
        await Storage.Writer.PutAsync(key, Bytes.Random(10), "video/webm", null, Cancel);
        await Storage.Writer.PutAsync(other, Bytes.Random(10), "video/webm", null, Cancel);
        var url = (await ReadUrlAsync(key)).AbsoluteUri;
        var write = await WriteUrlAsync(key, "video/webm");

        string[] altered =
        [
            url.Replace(key, other, StringComparison.Ordinal),
            url.Replace("xpires=", "xpires=9", StringComparison.Ordinal),
            url[..^1] + (url[^1] is 'A' or 'a' ? 'B' : 'A'),
            url[..url.IndexOf('?', StringComparison.Ordinal)],
        ];
        foreach (var attempt in altered)
        {
            Assert.Contains(await GetStatusAsync(new Uri(attempt)), (HttpStatusCode[])[HttpStatusCode.Forbidden, HttpStatusCode.BadRequest]);
        }

        Assert.Equal(HttpStatusCode.OK, await GetStatusAsync(new Uri(url)));
        Assert.Equal(HttpStatusCode.Forbidden, await GetStatusAsync(write));
    }

    [Fact]
    public async Task An_object_is_served_with_the_content_type_that_was_signed()
    {
        var key = NewKey();
        await Storage.Writer.PutAsync(key, "video"u8.ToArray(), "video/mp4", null, Cancel);
        var url = Storage.Absolute(await Storage.Signer.SignReadAsync(key, null, download: null, Cancel, "video/webm")).AbsoluteUri;

        using var answer = await Storage.Http.GetAsync(new Uri(url), Cancel);

        Assert.Equal((HttpStatusCode.OK, "video/webm"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        var altered = url.Replace("webm", "html", StringComparison.Ordinal);
        Assert.NotEqual(url, altered);
        Assert.Equal(HttpStatusCode.Forbidden, await GetStatusAsync(new Uri(altered)));
    }

    [Theory]
    [InlineData("Ada Lovelace", "First talk")]
    [InlineData("Żółć & Søn; \"x\"", "50 % of a/b\\c: why?\r\nSet-Cookie: a=b")]
    [InlineData("日本語", "👩\u200d🚀 \u202egnp.exe\u2066 🎬")]
    public async Task A_download_has_the_file_name_that_was_signed(string recorder, string title)
    {
        var key = NewKey();
        await Storage.Writer.PutAsync(key, "video"u8.ToArray(), "video/webm", null, Cancel);
        var name = DownloadName.Of(recorder, title, new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero), "webm");
        var url = Storage.Absolute(await Storage.Signer.SignReadAsync(key, null, name, Cancel)).AbsoluteUri;

        using var answer = await Storage.Http.GetAsync(new Uri(url), Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(name.FileName, answer.Content.Headers.ContentDisposition.FileNameStar);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Equal("video/webm", answer.Content.Headers.ContentType!.MediaType);

        // Neither another name nor none: the signature covers it.
        var query = url.Split('?')[1].Split('&');
        var without = query.Where(parameter => !parameter.StartsWith("response-content-disposition=", StringComparison.Ordinal));
        foreach (var altered in (string[])[url.Replace("2026-03-04", "2026-03-05", StringComparison.Ordinal), $"{url.Split('?')[0]}?{string.Join('&', without)}"])
        {
            Assert.NotEqual(url, altered);
            Assert.Equal(HttpStatusCode.Forbidden, await GetStatusAsync(new Uri(altered)));
        }
    }

    [Fact]
    public async Task A_URL_without_a_file_name_takes_none()
    {
        var key = NewKey();
        await Storage.Writer.PutAsync(key, "video"u8.ToArray(), "video/webm", null, Cancel);
        var url = (await ReadUrlAsync(key)).AbsoluteUri;

        using var answer = await Storage.Http.GetAsync(new Uri(url), Cancel);
        Assert.Null(answer.Content.Headers.ContentDisposition);
        Assert.Equal(HttpStatusCode.Forbidden, await GetStatusAsync(new Uri(url + "&response-content-disposition=attachment")));
    }

    [Fact]
    public async Task A_URL_to_read_does_not_write_or_delete()
    {
        var key = NewKey();
        await Storage.Writer.PutAsync(key, "kept"u8.ToArray(), "video/webm", null, Cancel);
        var url = await ReadUrlAsync(key);

        using var put = await PutAsync(url, "lost"u8.ToArray(), "video/webm");
        using var delete = await Storage.Http.DeleteAsync(url, Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, put.StatusCode);
        Assert.False(delete.IsSuccessStatusCode);
        Assert.Equal("kept"u8.ToArray(), await Storage.Http.GetByteArrayAsync(url, Cancel));
    }

    [Fact]
    public async Task An_expired_URL_is_refused()
    {
        var key = NewKey();
        await Storage.Writer.PutAsync(key, Bytes.Random(10), "video/webm", null, Cancel);
        var url = Storage.Absolute(await Storage.Signer.SignReadAsync(key, TimeSpan.FromSeconds(1), Cancel));

        // GCS answers 400.
        await Eventually.TrueAsync("the URL has expired", async () => await GetStatusAsync(url) is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest, Cancel);
    }

    [Fact]
    public async Task Ranges_are_served()
    {
        var key = NewKey();
        var bytes = Bytes.Random(10_000);
        await Storage.Writer.PutAsync(key, bytes, "video/webm", null, Cancel);
        var url = await ReadUrlAsync(key);

        Assert.Equal(bytes[100..201], await RangeAsync(new RangeHeaderValue(100, 200)));
        Assert.Equal(bytes[9_000..], await RangeAsync(new RangeHeaderValue(9_000, null)));
        Assert.Equal(bytes[^10..], await RangeAsync(new RangeHeaderValue(null, 10)));
        Assert.Equal(bytes[9_990..], await RangeAsync(new RangeHeaderValue(9_990, 20_000)));

        using var outside = new HttpRequestMessage(HttpMethod.Get, url);
        outside.Headers.Range = new RangeHeaderValue(10_000, null);
        using var refused = await Storage.Http.SendAsync(outside, Cancel);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, refused.StatusCode);

        async Task<byte[]> RangeAsync(RangeHeaderValue range)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.Range = range;
            using var answer = await Storage.Http.SendAsync(request, Cancel);
            Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
            return await answer.Content.ReadAsByteArrayAsync(Cancel);
        }
    }

    [Fact]
    public async Task A_missing_object_is_not_found() => Assert.Equal(HttpStatusCode.NotFound, await GetStatusAsync(await ReadUrlAsync(NewKey())));

    [Fact]
    public async Task An_incomplete_PUT_stores_nothing_and_keeps_the_old_object()
    {
        var (key, kept) = (NewKey(), NewKey());
        await Storage.Writer.PutAsync(kept, "kept"u8.ToArray(), "video/webm", null, Cancel);

        foreach (var target in (string[])[key, kept])
        {
            var url = await WriteUrlAsync(target, "video/webm");
            using var socket = new TcpClient();
            await socket.ConnectAsync(url.Host, url.Port, Cancel);
            var head = $"PUT {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Type: video/webm\r\nContent-Length: 1000000\r\n\r\n";
            await using var stream = url.Scheme == Uri.UriSchemeHttps ? new SslStream(socket.GetStream()) : (Stream)socket.GetStream();
            if (stream is SslStream secure)
            {
                await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = url.Host }, Cancel);
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), Cancel);
            await stream.WriteAsync(Bytes.Random(500_000), Cancel);
            socket.Client.Close();
        }

        // The server answers on another connection, so it has handled the broken ones or will refuse them.
        Assert.Equal("kept"u8.ToArray(), await Storage.Http.GetByteArrayAsync(await ReadUrlAsync(kept), Cancel));
        Assert.Null(await Storage.Reader.FindAsync(key, Cancel));
    }
}
