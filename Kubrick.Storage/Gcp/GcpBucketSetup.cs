using System.Net;
using Google;
using Google.Apis.Storage.v1.Data;
using Google.Cloud.Storage.V1;

namespace Kubrick.Storage.Gcp;

/// <summary>Creates and configures the bucket: never public, with CORS for the configured origins and a lifecycle rule that aborts abandoned uploads.</summary>
internal sealed class GcpBucketSetup(GcpClient gcp, GcpStorageOptions options, BucketRules rules) : IBucketSetup
{
    private const string AbortUploads = "AbortIncompleteMultipartUpload";

    public IReadOnlyList<BucketSetupStep> Steps =>
    [
        new($"Create the private bucket '{gcp.Bucket}'{(options.Location is { Length: > 0 } place ? $" in {place}" : "")}, unless it exists", CreateAsync),
        new(rules.CorsDescription, AllowBrowsersAsync),
        new(rules.ExpiryDescription, ExpireUploadsAsync),
    ];

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        var bucket = new Bucket
        {
            Name = gcp.Bucket,
            Location = options.Location is { Length: > 0 } place ? place : null,
            IamConfiguration = new Bucket.IamConfigurationData
            {
                PublicAccessPrevention = "enforced",
                UniformBucketLevelAccess = new Bucket.IamConfigurationData.UniformBucketLevelAccessData { Enabled = true },
            },
        };
        if (await ExistsAsync(cancellationToken))
        {
            return;
        }

        if (string.IsNullOrWhiteSpace(options.ProjectId))
        {
            throw new StorageException(StorageError.Refused, "Storage:Gcp:ProjectId (environment GCP_PROJECT_ID) must name the project of the new bucket.");
        }

        try
        {
            var create = new CreateBucketOptions { RetryOptions = RetryOptions.Never };
            await gcp.CallAsync((client, cancel) => client.CreateBucketAsync(options.ProjectId, bucket, create, cancel), cancellationToken);
        }
        catch (StorageException exception) when (exception.InnerException is GoogleApiException { HttpStatusCode: HttpStatusCode.Conflict })
        {
            // Created by a repeated call. If the bucket has another owner, the next step fails.
        }
    }

    private Task AllowBrowsersAsync(CancellationToken cancellationToken) => ChangeAsync(
        found =>
        {
            var rule = new Bucket.CorsData
            {
                Origin = [.. rules.Origins],
                Method = [.. BucketRules.Methods],
                ResponseHeader = [.. BucketRules.ExposedHeaders],
                MaxAgeSeconds = BucketRules.CorsMaxAge,
            };

            // Rules have no names: an earlier one of this product has the same exposed headers.
            var others = (found.Cors ?? []).Where(other => !rule.ResponseHeader.SequenceEqual(other.ResponseHeader ?? []));
            return new Bucket { Cors = [rule, .. others] };
        },
        cancellationToken);

    private Task ExpireUploadsAsync(CancellationToken cancellationToken) => ChangeAsync(
        found =>
        {
            var rule = new Bucket.LifecycleData.RuleData
            {
                Action = new Bucket.LifecycleData.RuleData.ActionData { Type = AbortUploads },
                Condition = new Bucket.LifecycleData.RuleData.ConditionData { Age = rules.UploadDays },
            };
            var others = (found.Lifecycle?.Rule ?? []).Where(other => other.Action?.Type != AbortUploads);
            return new Bucket { Lifecycle = new Bucket.LifecycleData { Rule = [rule, .. others] } };
        },
        cancellationToken);

    private async Task<bool> ExistsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FindAsync(cancellationToken);
            return true;
        }
        catch (StorageException exception) when (exception.InnerException is GoogleApiException { HttpStatusCode: HttpStatusCode.NotFound })
        {
            return false;
        }
    }

    private Task<Bucket> FindAsync(CancellationToken cancellationToken) =>
        gcp.CallAsync((client, cancel) => client.GetBucketAsync(gcp.Bucket, new GetBucketOptions { RetryOptions = RetryOptions.Never }, cancel), cancellationToken);

    /// <summary>Changes a part of the bucket's settings, if nobody else has changed them since they were read.</summary>
    private async Task ChangeAsync(Func<Bucket, Bucket> change, CancellationToken cancellationToken)
    {
        var found = await FindAsync(cancellationToken);
        var patch = change(found);
        patch.Name = gcp.Bucket;
        var terms = new PatchBucketOptions { IfMetagenerationMatch = found.Metageneration, RetryOptions = RetryOptions.Never };
        await gcp.CallAsync((client, cancel) => client.PatchBucketAsync(patch, terms, cancel), cancellationToken);
    }
}
