using Amazon.S3.Model;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kubrick.Storage.S3;

/// <summary>Healthy while the bucket can be reached.</summary>
internal sealed class S3StorageHealthCheck(S3Client s3) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await s3.CallAsync((client, cancel) => client.HeadBucketAsync(new HeadBucketRequest { BucketName = s3.Bucket }, cancel), cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (StorageException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, exception.Message, exception);
        }
    }
}
