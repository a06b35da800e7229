using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace Kubrick.Storage.S3;

/// <summary>The SDK's clients: one to talk to the server, one to sign with the address that browsers use.</summary>
internal sealed class S3Client : IDisposable
{
    /// <summary>For everything but completing, which may have gigabytes to put together.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan PatienceToComplete = TimeSpan.FromMinutes(5);

    private readonly AmazonS3Client client;
    private readonly AmazonS3Client signer;

    public S3Client(S3StorageOptions options)
    {
        Bucket = options.Bucket;
        PublicEndpoint = options.PublicEndpoint ?? options.Endpoint;
        client = Create(options, options.Endpoint);
        signer = Create(options, PublicEndpoint);
    }

    public string Bucket { get; }

    public IAmazonS3 Signer => signer;

    public Uri? PublicEndpoint { get; }

    /// <summary>Calls the server, and turns what goes wrong into the one kind of failure that callers know.</summary>
    /// <exception cref="StorageException">The server refused or could not be reached.</exception>
    public Task<T> CallAsync<T>(Func<IAmazonS3, CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        CallAsync(call, Patience, cancellationToken);

    /// <summary>The same for a call that takes long by its nature.</summary>
    public Task<T> CallPatientlyAsync<T>(Func<IAmazonS3, CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        CallAsync(call, PatienceToComplete, cancellationToken);

    public void Dispose()
    {
        client.Dispose();
        signer.Dispose();
    }

    private async Task<T> CallAsync<T>(Func<IAmazonS3, CancellationToken, Task<T>> call, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience);
        try
        {
            return await call(client, deadline.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (exception is AmazonServiceException or AmazonClientException or HttpRequestException or WebException or IOException or OperationCanceledException)
        {
            throw S3Failure.Wrap(exception);
        }
    }

    private static AmazonS3Client Create(S3StorageOptions options, Uri? endpoint)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.ForcePathStyle,
            AuthenticationRegion = options.Region,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            Timeout = PatienceToComplete,
            MaxErrorRetry = 2,

            // Servers other than Amazon's do not know the newer checksums, and a browser could not send them.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (endpoint is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }
        else
        {
            config.ServiceURL = endpoint.GetLeftPart(UriPartial.Authority);
        }

        return string.IsNullOrEmpty(options.AccessKeyId)
            ? new AmazonS3Client(config)
            : new AmazonS3Client(new BasicAWSCredentials(options.AccessKeyId, options.SecretAccessKey), config);
    }
}
