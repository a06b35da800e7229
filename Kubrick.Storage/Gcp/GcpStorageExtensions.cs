using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kubrick.Storage.Gcp;

/// <summary>Registers the provider <c>gcp</c>.</summary>
internal static class GcpStorageExtensions
{
    public static void AddGcpStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<GcpStorageOptions>().Bind(configuration.GetSection(GcpStorageOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<GcpStorageOptions>, GcpStorageOptionsValidator>();
        services.AddSingleton(Options<GcpStorageOptions>);
        services.AddSingleton<GcpRetry>();
        services.AddSingleton(provider => new GcpClient(provider.GetRequiredService<GcpStorageOptions>(), provider.GetRequiredService<GcpRetry>()));
        services.AddSingleton<GcpSessions>();
        services.AddSingleton(provider => new StorageLocation(StorageLocation.Gcp, provider.GetRequiredService<GcpClient>().Bucket));
        services.AddSingleton(provider => new GcpCaching(Options<StorageOptions>(provider)));
        services.AddSingleton<GcpObjects>();
        services.AddSingleton(provider => new GcpUrlSigner(provider.GetRequiredService<GcpClient>(), Options<StorageOptions>(provider)));
        services.AddSingleton(provider => new GcpUploads(
            provider.GetRequiredService<GcpClient>(),
            provider.GetRequiredService<GcpSessions>(),
            provider.GetRequiredService<GcpObjects>(),
            provider.GetRequiredService<GcpCaching>(),
            Options<StorageOptions>(provider),
            provider.GetRequiredService<TimeProvider>()));

        services.AddSingleton<IUrlSigner>(provider => provider.GetRequiredService<GcpUrlSigner>());
        services.AddSingleton<IObjectReader>(provider => provider.GetRequiredService<GcpObjects>());
        services.AddSingleton<IObjectList>(provider => provider.GetRequiredService<GcpObjects>());
        services.AddSingleton<IObjectWriter>(provider => provider.GetRequiredService<GcpObjects>());
        services.AddSingleton<IObjectRemover>(provider => provider.GetRequiredService<GcpObjects>());
        services.AddSingleton<IObjectMover>(provider => provider.GetRequiredService<GcpObjects>());
        services.AddSingleton<IResumableUploads>(provider => provider.GetRequiredService<GcpUploads>());
        services.AddSingleton<IMultipartWriter>(provider => provider.GetRequiredService<GcpUploads>());
        services.AddSingleton<IBucketSetup, GcpBucketSetup>();
    }

    private static TOptions Options<TOptions>(IServiceProvider provider)
        where TOptions : class => provider.GetRequiredService<IOptions<TOptions>>().Value;
}
