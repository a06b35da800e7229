using Amazon.Runtime;
using Amazon.S3;

namespace Kubrick.Storage.Tests.Servers;

/// <summary>A client that reads the bucket without the product's code.</summary>
internal static class S3TestClient
{
    public static AmazonS3Client Create(Uri endpoint) => new(
        new BasicAWSCredentials(RadosGateway.AccessKey, RadosGateway.SecretKey),
        new AmazonS3Config
        {
            ServiceURL = endpoint.AbsoluteUri,
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            MaxErrorRetry = 0,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
}
