using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Kubrick.Storage.S3;

/// <summary>The SDK's clients: one for requests, one that signs URLs with the address for browsers.</summary>
internal sealed class S3Client : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <summary>Completing an upload may concatenate gigabytes.</summary>
    private static readonly TimeSpan CompletionTimeout = TimeSpan.FromMinutes(5);

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

    public Uri? PublicEndpoint { get; }

    /// <summary>The maximum number of entries in one page of a list; null for the server's default.</summary>
    public int? PageSize { get; init; }

    /// <summary>Calls the server and maps its failures to <see cref="StorageException"/>.</summary>
    /// <exception cref="StorageException">The server refused or could not be reached.</exception>
    public Task<T> CallAsync<T>(Func<IAmazonS3, CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        CallAsync(call, Timeout, cancellationToken);

    /// <summary>The same with the timeout for completing an upload.</summary>
    public Task<T> CallToCompleteAsync<T>(Func<IAmazonS3, CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        CallAsync(call, CompletionTimeout, cancellationToken);

    /// <summary>Signs a URL. Credentials that are not in the settings may have to be fetched first.</summary>
    /// <exception cref="StorageException">There are no credentials, or they could not be fetched.</exception>
    public async Task<Uri> SignAsync(GetPreSignedUrlRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return new Uri(await signer.GetPreSignedURLAsync(request).WaitAsync(Timeout, cancellationToken));
        }
        catch (Exception exception) when (IsProviders(exception) || exception is TimeoutException)
        {
            throw S3Failure.Wrap(exception);
        }
    }

    public void Dispose()
    {
        client.Dispose();
        signer.Dispose();
    }

    private async Task<T> CallAsync<T>(Func<IAmazonS3, CancellationToken, Task<T>> call, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            return await call(client, deadline.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (IsProviders(exception) || exception is OperationCanceledException)
        {
            throw S3Failure.Wrap(exception);
        }
    }

    private static bool IsProviders(Exception exception) =>
        exception is AmazonServiceException or AmazonClientException or HttpRequestException or WebException or IOException;

    private static AmazonS3Client Create(S3StorageOptions options, Uri? endpoint)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.ForcePathStyle,
            AuthenticationRegion = options.Region,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            Timeout = CompletionTimeout,
            MaxErrorRetry = 2,

            // Other servers than Amazon's do not support the newer checksums, and browsers could not send them.
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
