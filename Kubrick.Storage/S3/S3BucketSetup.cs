using Amazon.S3;
using Amazon.S3.Model;

namespace Kubrick.Storage.S3;

/// <summary>Creates and configures the bucket: private, with CORS for the configured origins and a lifecycle rule that aborts abandoned uploads.</summary>
internal sealed class S3BucketSetup(S3Client s3, BucketRules rules) : IBucketSetup
{
    private const string CorsRule = "kubrick";
    private const string ExpiryRule = "abandoned-uploads";

    private static readonly string[] AlreadyCreated = ["BucketAlreadyOwnedByYou", "BucketAlreadyExists"];

    public IReadOnlyList<BucketSetupStep> Steps =>
    [
        new($"Create the private bucket '{s3.Bucket}', unless it exists", CreateAsync),
        new(rules.CorsDescription, AllowBrowsersAsync),
        new(rules.ExpiryDescription, ExpireUploadsAsync),
    ];

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
            Id = CorsRule,
            AllowedOrigins = [.. rules.Origins],
            AllowedMethods = [.. BucketRules.Methods],
            AllowedHeaders = ["*"],
            ExposeHeaders = [.. BucketRules.ExposedHeaders],
            MaxAgeSeconds = BucketRules.CorsMaxAge,
        };
        var get = new GetCORSConfigurationRequest { BucketName = s3.Bucket };
        var found = await FindAsync(async (client, cancel) => (await client.GetCORSConfigurationAsync(get, cancel)).Configuration?.Rules, cancellationToken);

        // Servers use the first rule that matches.
        var put = new PutCORSConfigurationRequest
        {
            BucketName = s3.Bucket,
            Configuration = new CORSConfiguration { Rules = [rule, .. found.Where(other => other.Id != CorsRule)] },
        };
        await s3.CallAsync((client, cancel) => client.PutCORSConfigurationAsync(put, cancel), cancellationToken);
    }

    private async Task ExpireUploadsAsync(CancellationToken cancellationToken)
    {
        var rule = new LifecycleRule
        {
            Id = ExpiryRule,
            Status = LifecycleRuleStatus.Enabled,
            Filter = new LifecycleFilter { Prefix = "" },
            AbortIncompleteMultipartUpload = new() { DaysAfterInitiation = rules.UploadDays },
        };
        var get = new GetLifecycleConfigurationRequest { BucketName = s3.Bucket };
        var found = await FindAsync(async (client, cancel) => (await client.GetLifecycleConfigurationAsync(get, cancel)).Configuration?.Rules, cancellationToken);
        var put = new PutLifecycleConfigurationRequest
        {
            BucketName = s3.Bucket,
            Configuration = new LifecycleConfiguration { Rules = [rule, .. found.Where(other => other.Id != ExpiryRule)] },
        };
        await s3.CallAsync((client, cancel) => client.PutLifecycleConfigurationAsync(put, cancel), cancellationToken);
    }

    /// <summary>The rules that the bucket has.</summary>
    private async Task<IReadOnlyList<TRule>> FindAsync<TRule>(Func<IAmazonS3, CancellationToken, Task<List<TRule>?>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await s3.CallAsync(read, cancellationToken) ?? [];
        }
        catch (StorageException exception) when (exception.IsNotFound())
        {
            return [];
        }
    }
}
