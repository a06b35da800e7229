using System.Net;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Http;
using Kubrick.Storage.Gcp;
using Kubrick.Storage.Tests.Servers;
using Kubrick.Testing.Gcs;

namespace Kubrick.Storage.Tests.Gcp;

public sealed class GcpSigningTests : GcpBed
{
    private const string Key = "a/b.webm";

    [Fact]
    public async Task URLs_contain_the_bucket_in_the_path_of_the_configured_address()
    {
        var url = await Storage.Signer.SignReadAsync(Key, TimeSpan.FromMinutes(5), Cancel);

        Assert.Equal(new Uri(Stub.Address, $"/{Bucket}/{Key}").AbsoluteUri, url.GetLeftPart(UriPartial.Path));
        Assert.Contains("X-Goog-Algorithm=GOOG4-RSA-SHA256", url.Query, StringComparison.Ordinal);
        Assert.Contains("X-Goog-Expires=300", url.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_endpoint_URLs_go_to_Google()
    {
        await using var google = await StorageHost.StartGcpAsync(Stub, [new("Storage:Gcp:Endpoint", null)]);

        var url = await google.Signer.SignReadAsync(Key, null, Cancel);

        Assert.Equal($"https://storage.googleapis.com/{Bucket}/{Key}", url.GetLeftPart(UriPartial.Path));
    }

    [Fact]
    public async Task Without_a_key_IAM_signs()
    {
        // The library asks the metadata server itself for its universe.
        await using var metadata = await GcsStub.StartAsync(NoMetadataServer.Port, Cancel);
        var identity = new ComputeCredential(new ComputeCredential.Initializer(new Uri(Stub.Address, "/computeMetadata/v1/instance/service-accounts/default/token").AbsoluteUri)
        {
            HttpClientFactory = new Redirecting(Stub.Address),
        });
        var options = new GcpStorageOptions { Bucket = Bucket, Endpoint = Stub.Address };
        var retry = new GcpRetry(TimeProvider.System);
        using var client = new GcpClient(options, retry, _ => Task.FromResult(GoogleCredential.FromComputeCredential(identity)));
        var signer = new GcpUrlSigner(client, new StorageOptions());

        using var content = new ByteArrayContent([1, 2, 3]);
        content.Headers.ContentType = new("video/webm");
        using var put = await Storage.Http.PutAsync(await signer.SignWriteAsync(Key, "video/webm", null, Cancel), content, Cancel);

        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal([1, 2, 3], await Storage.Http.GetByteArrayAsync(await signer.SignReadAsync(Key, null, download: null, Cancel), Cancel));
        Assert.Equal(2, Stub.Account.SignedByIam);
    }

    [Fact]
    public async Task Credentials_that_cannot_sign_are_refused_with_a_sentence()
    {
        var options = new GcpStorageOptions { Bucket = Bucket, Endpoint = Stub.Address };
        using var client = new GcpClient(options, new GcpRetry(TimeProvider.System), _ => Task.FromResult(GoogleCredential.FromAccessToken("token of a user")));

        var refused = await Assert.ThrowsAsync<StorageException>(async () => await new GcpUrlSigner(client, new StorageOptions()).SignReadAsync(Key, null, download: null, Cancel));

        Assert.Equal(StorageError.Refused, refused.Error);
        Assert.Contains("Storage:Gcp:SigningServiceAccount", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Sends every request to the stub, whatever its address.</summary>
    private sealed class Redirecting(Uri stub) : HttpClientFactory
    {
        protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) => new Redirection(stub);

        private sealed class Redirection(Uri stub) : DelegatingHandler(new SocketsHttpHandler())
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                request.RequestUri = new Uri(stub, request.RequestUri!.PathAndQuery);
                return base.SendAsync(request, cancellationToken);
            }
        }
    }
}
