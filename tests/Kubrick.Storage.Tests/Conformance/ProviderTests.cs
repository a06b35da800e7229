using System.Net;
using System.Net.Http.Headers;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.Conformance;

/// <summary>The base of the conformance suite: every provider runs the same tests.</summary>
public abstract class ProviderTests(StorageProvider provider)
{
    /// <summary>The size of a part: the smallest that is allowed.</summary>
    protected const int PartBytes = StorageHost.PartBytes;

    internal StorageHost Storage => provider.Host;

    /// <summary>A folder of keys for one test.</summary>
    protected string Folder { get; } = $"streams/{Guid.NewGuid():N}";

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

    protected async Task<UploadedPart> PutPartAsync(UploadSession session, int number, byte[] bytes)
    {
        var url = Storage.Absolute(await Storage.Uploads.SignPartAsync(session, number, Cancel));
        using var answer = await PutAsync(url, bytes, contentType: null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return new UploadedPart(number, answer.Headers.ETag!.Tag.Trim('"'), bytes.Length);
    }

    protected async Task<HttpStatusCode> GetStatusAsync(Uri url)
    {
        using var answer = await Storage.Http.GetAsync(url, Cancel);
        return answer.StatusCode;
    }

    protected async Task<byte[]> ReadAsync(string key) => await Bytes.ReadAllAsync((await Storage.Reader.OpenReadAsync(key, 0, null, Cancel))!);
}
