using Kubrick.Storage.Gcp;
using Kubrick.Storage.Keys;
using Kubrick.Storage.Local;
using Kubrick.Storage.Places;
using Kubrick.Storage.S3;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kubrick.Storage;

/// <summary>Adds object storage to a service. The only file of this folder that knows the providers.</summary>
public static class StorageExtensions
{
    private const string HealthCheck = "storage";

    /// <summary>
    /// Registers the provider that the section <c>Storage</c> names: <see cref="IUrlSigner"/>, <see cref="IObjectReader"/>, <see cref="IObjectList"/>,
    /// <see cref="IObjectWriter"/>, <see cref="IObjectRemover"/>, <see cref="IObjectMover"/>, <see cref="IResumableUploads"/>, <see cref="IMultipartWriter"/>,
    /// <see cref="StorageLocation"/>, with a bucket <see cref="IBucketSetup"/>, the keys (<see cref="AddStorageKeys"/>), and the health check <c>storage</c>.
    /// A wrong or missing setting stops the start with a sentence that names it. <see cref="StoragePlaces"/> also gives access to the places of other settings
    /// that are there, which older recordings may lie in; those never stop the start.
    /// </summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>().Bind(configuration.GetSection(StorageOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddStorageKeys(configuration);

        var origins = configuration.GetSection("Cors:Origins").Get<string[]>() ?? [];
        services.TryAddSingleton(provider => BucketRules.Of(origins, provider.GetRequiredService<IOptions<StorageOptions>>().Value));
        switch (ProviderOf(configuration))
        {
            case StorageLocation.S3:
                services.AddS3Storage(configuration);
                services.AddHealthChecks().AddCheck<S3StorageHealthCheck>(HealthCheck, timeout: TimeSpan.FromSeconds(5));
                break;
            case StorageLocation.Gcp:
                services.AddGcpStorage(configuration);
                services.AddHealthChecks().AddCheck<GcpStorageHealthCheck>(HealthCheck, timeout: TimeSpan.FromSeconds(5));
                break;
            default:
                // Includes an unknown provider, which the validation then refuses.
                services.AddLocalStorage(configuration);
                services.AddHealthChecks().AddCheck<LocalStorageHealthCheck>(HealthCheck);
                break;
        }

        services.AddSingleton(provider => Places(provider, configuration));
        services.AddSingleton(provider => provider.GetRequiredService<StoragePlaces>().Local ?? throw new InvalidOperationException("There is no storage folder."));
        services.AddHostedService<StoragePlacesAtStart>();
        return services;
    }

    /// <summary>
    /// Registers <see cref="StorageKeys"/> and <see cref="MediaNames"/> with the patterns of the section <c>Storage:Keys</c>, and no provider.
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
    /// Removes expired uploads and abandoned files of the storage folder in the background, if there is one; parts only when the registered <see cref="IUploadOwner"/> has released them.
    /// The servers of other providers do the same. For the one service that owns uploads, after <see cref="AddStorage"/>.
    /// </summary>
    public static IServiceCollection AddStorageSweeper(this IServiceCollection services) => services.AddHostedService(provider => new LocalSweeper(
        provider.GetRequiredService<StoragePlaces>().Local?.Folder,
        provider.GetRequiredService<IUploadOwner>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<LocalSweeper>>()));

    private static StoragePlaces Places(IServiceProvider provider, IConfiguration configuration)
    {
        var storage = provider.GetRequiredService<IOptions<StorageOptions>>().Value;
        var time = provider.GetRequiredService<TimeProvider>();
        var logger = (provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger<StoragePlaces>();
        var configured = new StoragePlace(
            provider.GetRequiredService<StorageLocation>(),
            provider.GetRequiredService<IUrlSigner>(),
            provider.GetRequiredService<IObjectReader>(),
            provider.GetRequiredService<IObjectList>(),
            provider.GetRequiredService<IObjectWriter>(),
            provider.GetRequiredService<IObjectRemover>(),
            provider.GetRequiredService<IResumableUploads>(),
            provider.GetRequiredService<IMultipartWriter>())
        {
            Mover = provider.GetRequiredService<IObjectMover>(),
        };
        var isFolder = configured.Location.Provider == StorageLocation.Local;
        var folder = new LocalPlaceSource(configuration, storage, time, opens: !isFolder);
        return new StoragePlaces(
            configured,
            isFolder ? provider.AsLocalAccess() : folder.Access,
            [folder, new S3PlaceSource(configuration, storage, time), new GcpPlaceSource(configuration, storage, time)],
            logger);
    }

    private static string? ProviderOf(IConfiguration configuration) => configuration.GetSection(StorageOptions.Section)[nameof(StorageOptions.Provider)];
}
