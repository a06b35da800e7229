using System.Net;
using System.Net.Http.Headers;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.Conformance;

/// <summary>What a test of the conformance suite works with: every provider gets the same tests.</summary>
public abstract class ProviderTests : IAsyncLifetime
{
    internal StorageHost Storage { get; private set; } = null!;

    /// <summary>A folder of keys of its own for every test.</summary>
    protected string Folder { get; } = $"streams/{Guid.NewGuid():N}";

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Storage = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Storage.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal abstract Task<StorageHost> StartAsync();

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
}
