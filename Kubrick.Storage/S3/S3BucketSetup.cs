using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kubrick.Storage.S3;

/// <summary>
/// Creates and configures the bucket of a development machine at start, as <c>docs/storage-setup.md</c> requires: private, with CORS for the
/// configured origins and a lifecycle rule that aborts abandoned uploads. Idempotent.
/// </summary>
internal sealed partial class S3BucketSetup(S3Client s3, StorageOptions options, IReadOnlyList<string> origins, ILogger<S3BucketSetup> logger) : IHostedService
{
    private static readonly string[] AlreadyCreated = ["BucketAlreadyOwnedByYou", "BucketAlreadyExists"];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await CreateAsync(cancellationToken);
        await AllowBrowsersAsync(cancellationToken);
        await ExpireUploadsAsync(cancellationToken);
        LogConfigured(s3.Bucket);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        var request = new PutBucketRequest { BucketName = s3.Bucket, CannedACL = S3CannedACL.Private };
        try
        {
            await s3.CallAsync((client, cancel) => client.PutBucketAsync(request, cancel), cancellationToken);
        }
        catch (StorageException exception) when (exception.InnerException is AmazonS3Exception { ErrorCode: var code } && AlreadyCreated.Contains(code))
        {
            // If the bucket has another owner, the next call fails.
        }
    }

    private async Task AllowBrowsersAsync(CancellationToken cancellationToken)
    {
        var rule = new CORSRule
        {
            // The signed URL is the credential and no cookies are sent, so a development bucket may allow every origin.
            AllowedOrigins = origins.Count > 0 ? [.. origins] : ["*"],
            AllowedMethods = ["GET", "PUT", "POST", "DELETE", "HEAD"],
            AllowedHeaders = ["*"],
            ExposeHeaders = ["ETag", "Content-Type", "Content-Range", "Content-Length", "Range"],
            MaxAgeSeconds = 3600,
        };
        var request = new PutCORSConfigurationRequest { BucketName = s3.Bucket, Configuration = new CORSConfiguration { Rules = [rule] } };
        await s3.CallAsync((client, cancel) => client.PutCORSConfigurationAsync(request, cancel), cancellationToken);
    }

    private async Task ExpireUploadsAsync(CancellationToken cancellationToken)
    {
        var rule = new LifecycleRule
        {
            Id = "abandoned-uploads",
            Status = LifecycleRuleStatus.Enabled,
            Filter = new LifecycleFilter { Prefix = "" },
            AbortIncompleteMultipartUpload = new() { DaysAfterInitiation = (int)Math.Ceiling(options.UploadLifetime.TotalDays) },
        };
        var request = new PutLifecycleConfigurationRequest { BucketName = s3.Bucket, Configuration = new LifecycleConfiguration { Rules = [rule] } };
        await s3.CallAsync((client, cancel) => client.PutLifecycleConfigurationAsync(request, cancel), cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Bucket configured: {Bucket}")]
    private partial void LogConfigured(string bucket);
}
