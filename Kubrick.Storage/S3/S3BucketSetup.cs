using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kubrick.Storage.S3;

/// <summary>
/// Makes the bucket of a development machine at start and sets it up as <c>docs/storage.md</c> asks: private, open to the browsers of the
/// configured origins, and forgetting abandoned uploads. Doing it again changes nothing.
/// </summary>
internal sealed partial class S3BucketSetup(S3Client s3, StorageOptions options, IReadOnlyList<string> origins, ILogger<S3BucketSetup> logger) : IHostedService
{
    private static readonly string[] TakenByUs = ["BucketAlreadyOwnedByYou", "BucketAlreadyExists"];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await CreateAsync(cancellationToken);
        await OpenToBrowsersAsync(cancellationToken);
        await ForgetAbandonedUploadsAsync(cancellationToken);
        LogReady(s3.Bucket);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        var request = new PutBucketRequest { BucketName = s3.Bucket, CannedACL = S3CannedACL.Private };
        try
        {
            await s3.CallAsync((client, cancel) => client.PutBucketAsync(request, cancel), cancellationToken);
        }
        catch (StorageException exception) when (exception.InnerException is AmazonS3Exception { ErrorCode: var code } && TakenByUs.Contains(code))
        {
            // If it is somebody else's, the next call says so.
        }
    }

    private async Task OpenToBrowsersAsync(CancellationToken cancellationToken)
    {
        var rule = new CORSRule
        {
            // A signed URL is the credential and no cookie goes along, so a development bucket may be open to every origin.
            AllowedOrigins = origins.Count > 0 ? [.. origins] : ["*"],
            AllowedMethods = ["GET", "PUT", "POST", "DELETE", "HEAD"],
            AllowedHeaders = ["*"],
            ExposeHeaders = ["ETag", "Content-Type", "Content-Range", "Content-Length", "Range"],
            MaxAgeSeconds = 3600,
        };
        var request = new PutCORSConfigurationRequest { BucketName = s3.Bucket, Configuration = new CORSConfiguration { Rules = [rule] } };
        await s3.CallAsync((client, cancel) => client.PutCORSConfigurationAsync(request, cancel), cancellationToken);
    }

    private async Task ForgetAbandonedUploadsAsync(CancellationToken cancellationToken)
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

    [LoggerMessage(LogLevel.Information, "The bucket {Bucket} is there and set up")]
    private partial void LogReady(string bucket);
}
