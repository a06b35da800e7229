using System.Net;
using System.Net.Http.Headers;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.Conformance;

/// <summary>The base of the conformance suite: every provider runs the same tests.</summary>
public abstract class ProviderTests
{
    private readonly StorageProvider provider;

    protected ProviderTests(StorageProvider provider)
    {
        this.provider = provider;
        Folder = $"{Storage.Prefix}streams/{Guid.NewGuid():N}";
    }

    internal StorageHost Storage => provider.Host;

    /// <summary>The size of a part: the smallest that is allowed.</summary>
    protected int PartBytes => Storage.PartBytes;

    /// <summary>A folder of keys for one test.</summary>
    protected string Folder { get; }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected string NewKey(string extension = "webm") => $"{Folder}/{Guid.NewGuid():N}.{extension}";

    protected async Task<Uri> ReadUrlAsync(string key) => Storage.Absolute(await Storage.Signer.SignReadAsync(key, null, Cancel));

    protected async Task<Uri> WriteUrlAsync(string key, string contentType) => Storage.Absolute(await Storage.Signer.SignWriteAsync(key, contentType, null, Cancel));

    protected async Task<HttpResponseMessage> PutAsync(Uri url, byte[] bytes, string? contentType)
    {
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        return await Storage.Http.PutAsync(url, content, Cancel);
    }

    protected Task<UploadSession> StartAsync(string key, long? size, string? origin = null) => Storage.Uploads.StartAsync(new(key, "video/webm", size, origin), Cancel);

    /// <summary>Sends the first parts of a file in their order, as a browser does with this provider.</summary>
    protected async Task<List<UploadedPart>> SendAsync(UploadSession session, byte[] file, int parts = int.MaxValue)
    {
        var sent = new List<UploadedPart>();
        for (var at = 0; at < file.Length && sent.Count < parts; at += PartBytes)
        {
            var part = file[at..Math.Min(at + PartBytes, file.Length)];
            sent.Add(Storage.Get<StorageLocation>().IsSerial
                ? await PutChunkAsync(session, sent.Count + 1, part, file.Length)
                : await PutPartAsync(session, sent.Count + 1, part));
        }

        return sent;
    }

    protected async Task<UploadedPart> PutPartAsync(UploadSession session, int number, byte[] bytes)
    {
        var url = Storage.Absolute(await Storage.Uploads.SignPartAsync(session, number, Cancel));
        using var answer = await PutAsync(url, bytes, contentType: null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return new UploadedPart(number, answer.Headers.ETag!.Tag.Trim('"'), bytes.Length);
    }

    /// <summary>Sends bytes to a session's URI; without bytes, <paramref name="contentRange"/> asks for its state.</summary>
    protected async Task<HttpResponseMessage> PutRangeAsync(UploadSession session, string contentRange, byte[] bytes, string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, await Storage.Uploads.SignPartAsync(session, 1, Cancel)) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.TryAddWithoutValidation("Content-Range", contentRange);
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return await Storage.Http.SendAsync(request, Cancel);
    }

    protected async Task RefusedAsync(UploadSession session, StorageError error, params UploadedPart[] parts)
    {
        var refused = await Assert.ThrowsAsync<StorageException>(() => Storage.Uploads.CompleteAsync(session, parts, Cancel));
        Assert.Equal(error, refused.Error);
    }

    protected async Task<HttpStatusCode> GetStatusAsync(Uri url)
    {
        using var answer = await Storage.Http.GetAsync(url, Cancel);
        return answer.StatusCode;
    }

    protected async Task<byte[]> ReadAsync(string key) => await Bytes.ReadAllAsync((await Storage.Reader.OpenReadAsync(key, 0, null, Cancel))!);

    private async Task<UploadedPart> PutChunkAsync(UploadSession session, int number, byte[] bytes, long total)
    {
        var first = (number - 1L) * PartBytes;
        var last = first + bytes.Length - 1;
        using var answer = await PutRangeAsync(session, $"bytes {first}-{last}/{total}", bytes);
        Assert.Equal(last + 1 == total ? HttpStatusCode.OK : HttpStatusCode.PermanentRedirect, answer.StatusCode);
        return new UploadedPart(number, "", bytes.Length);
    }
}
