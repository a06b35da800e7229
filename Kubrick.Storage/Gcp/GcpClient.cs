using Google.Apis.Auth.OAuth2;
using Google.Apis.Http;
using Google.Cloud.Storage.V1;

namespace Kubrick.Storage.Gcp;

/// <summary>
/// Google's client with the credentials of this process, which are found at the first call. Calls are repeated by <see cref="GcpRetry"/> only, so
/// that all of them fail in the same way and time.
/// </summary>
internal sealed class GcpClient : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private readonly GcpStorageOptions options;
    private readonly GcpRetry retry;
    private readonly Func<CancellationToken, Task<GoogleCredential>> findCredential;
    private readonly SemaphoreSlim opening = new(1, 1);
    private volatile Connection? connection;

    public GcpClient(GcpStorageOptions options, GcpRetry retry)
        : this(options, retry, cancellationToken => GcpCredentials.FindAsync(options, cancellationToken))
    {
    }

    internal GcpClient(GcpStorageOptions options, GcpRetry retry, Func<CancellationToken, Task<GoogleCredential>> findCredential)
    {
        this.options = options;
        this.retry = retry;
        this.findCredential = findCredential;
    }

    public string Bucket => options.Bucket;

    /// <summary>The address of the storage, for services and browsers.</summary>
    public Uri Address => options.Address;

    /// <summary>Calls the storage and maps its failures to <see cref="StorageException"/>.</summary>
    /// <exception cref="StorageException">The storage refused or could not be reached.</exception>
    public Task<T> CallAsync<T>(Func<StorageClient, CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        retry.RunAsync(async cancel => await call((await OpenAsync(cancel)).Client, cancel), Timeout, cancellationToken);

    /// <summary>Sends a request that Google's client does not offer, with the same credentials. The caller disposes the response, which is a success.</summary>
    /// <param name="build">Builds the request; its address is relative to <see cref="Address"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="StorageException">The storage refused or could not be reached.</exception>
    public Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> build, CancellationToken cancellationToken) => CallAsync(
        async (client, cancel) =>
        {
            using var request = build();
            request.RequestUri = new Uri(Address, request.RequestUri!);
            var response = await client.Service.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw await GcpFailure.ReadAsync(response, cancel);
            }
        },
        cancellationToken);

    /// <summary>Signs a URL.</summary>
    /// <exception cref="StorageException">The credentials cannot sign, or IAM refused or could not be reached.</exception>
    public Task<string> SignAsync(UrlSigner.RequestTemplate request, UrlSigner.Options terms, CancellationToken cancellationToken) => retry.RunAsync(
        async cancel => await (await OpenAsync(cancel)).SignerFor(options).SignAsync(request, terms, cancel), Timeout, cancellationToken);

    public void Dispose()
    {
        connection?.Client.Dispose();
        opening.Dispose();
    }

    private async ValueTask<Connection> OpenAsync(CancellationToken cancellationToken)
    {
        if (connection is { } open)
        {
            return open;
        }

        await opening.WaitAsync(cancellationToken);
        try
        {
            return connection ??= await ConnectAsync(cancellationToken);
        }
        finally
        {
            opening.Release();
        }
    }

    private async Task<Connection> ConnectAsync(CancellationToken cancellationToken)
    {
        var credential = await findCredential(cancellationToken);
        var builder = new StorageClientBuilder
        {
            ApplicationName = "Kubrick",
            GoogleCredential = credential,
            HttpClientFactory = new HttpClientFactory(),
            BaseUri = options.Endpoint is null ? null : new Uri(Address, "storage/v1/").AbsoluteUri,
        };
        return new Connection(await builder.BuildAsync(cancellationToken), credential);
    }

    private sealed class Connection(StorageClient client, GoogleCredential credential)
    {
        private UrlSigner? signer;

        public StorageClient Client => client;

        /// <summary>Created when it is needed: not every user of the storage signs URLs.</summary>
        public UrlSigner SignerFor(GcpStorageOptions options) => signer ??= GcpCredentials.Signer(credential, options);
    }
}
