using Kubrick.Storage.Keys;
using Kubrick.Storage.Local;
using Kubrick.Storage.S3;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Kubrick.Storage;

/// <summary>Adds object storage to a service.</summary>
public static class StorageExtensions
{
    /// <summary>The name of the storage's health check.</summary>
    internal const string HealthCheck = "storage";

    /// <summary>
    /// Registers the provider that the section <c>Storage</c> names, and only that: <see cref="IUrlSigner"/>, <see cref="IObjectReader"/>,
    /// <see cref="IObjectWriter"/>, <see cref="IObjectRemover"/>, <see cref="IResumableUploads"/>, <see cref="IMultipartWriter"/>,
    /// <see cref="StorageLocation"/>, the keys (<see cref="AddStorageKeys"/>), and the health check <c>storage</c>. A wrong or missing setting stops the start with a sentence that names it.
    /// </summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>().Bind(configuration.GetSection(StorageOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddStorageKeys(configuration);

        if (IsS3(configuration))
        {
            services.AddS3Storage(configuration);
        }
        else
        {
            // An unknown provider gets here too; the validation of the options then stops the start.
            services.AddLocalStorage();
        }

        return services;
    }

    /// <summary>
    /// Registers the keys and names by the patterns of the section <c>Storage:Keys</c>, and nothing that talks to a storage: <see cref="StorageKeys"/>, <see cref="MediaNames"/>.
    /// A wrong pattern stops the start with a sentence that names the setting.
    /// </summary>
    public static IServiceCollection AddStorageKeys(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageKeyOptions>().Bind(configuration.GetSection(StorageKeyOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StorageKeyOptions>, StorageKeyOptionsValidator>());
        services.TryAddSingleton(provider => new StorageKeys(provider.GetRequiredService<IOptions<StorageKeyOptions>>().Value));
        services.TryAddSingleton(provider => new MediaNames(provider.GetRequiredService<IOptions<StorageKeyOptions>>().Value));
        return services;
    }

    /// <summary>
    /// Sweeps away expired uploads and abandoned files of the provider <c>local</c> in the background; nothing with the others, whose
    /// buckets do that by a lifecycle rule. For the one service that owns uploads, after <see cref="AddStorage"/>.
    /// </summary>
    public static IServiceCollection AddStorageSweeper(this IServiceCollection services, IConfiguration configuration) =>
        IsS3(configuration) ? services : services.AddHostedService<LocalSweeper>();

    private static bool IsS3(IConfiguration configuration) =>
        configuration.GetSection(StorageOptions.Section)[nameof(StorageOptions.Provider)] == S3StorageOptions.Provider;
}
