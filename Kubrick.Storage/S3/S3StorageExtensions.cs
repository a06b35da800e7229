using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kubrick.Storage.S3;

/// <summary>Registers the provider <c>s3</c>.</summary>
internal static class S3StorageExtensions
{
    public static void AddS3Storage(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(S3StorageOptions.Section);
        services.AddOptions<S3StorageOptions>().Bind(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<S3StorageOptions>, S3StorageOptionsValidator>();
        services.AddSingleton(provider => new S3Client(provider.GetRequiredService<IOptions<S3StorageOptions>>().Value));
        services.AddSingleton(provider => new StorageLocation(StorageLocation.S3, provider.GetRequiredService<S3Client>().Bucket));
        services.AddSingleton(provider => new S3UrlSigner(provider.GetRequiredService<S3Client>(), Options(provider), Time(provider)));
        services.AddSingleton<S3Objects>();
        services.AddSingleton(provider => new S3Uploads(
            provider.GetRequiredService<S3Client>(),
            provider.GetRequiredService<S3Objects>(),
            provider.GetRequiredService<S3UrlSigner>(),
            Options(provider),
            Time(provider)));

        services.AddSingleton<IUrlSigner>(provider => provider.GetRequiredService<S3UrlSigner>());
        services.AddSingleton<IObjectReader>(provider => provider.GetRequiredService<S3Objects>());
        services.AddSingleton<IObjectList>(provider => provider.GetRequiredService<S3Objects>());
        services.AddSingleton<IObjectWriter>(provider => provider.GetRequiredService<S3Objects>());
        services.AddSingleton<IObjectRemover>(provider => provider.GetRequiredService<S3Objects>());
        services.AddSingleton<IObjectMover>(provider => provider.GetRequiredService<S3Objects>());
        services.AddSingleton<IResumableUploads>(provider => provider.GetRequiredService<S3Uploads>());
        services.AddSingleton<IMultipartWriter>(provider => provider.GetRequiredService<S3Uploads>());

        services.AddSingleton<IBucketSetup, S3BucketSetup>();
        if (section.GetValue<bool>(nameof(S3StorageOptions.CreateBucket)))
        {
            services.AddHostedService<BucketSetupAtStart>();
        }
    }

    private static StorageOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<StorageOptions>>().Value;

    private static TimeProvider Time(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();
}
