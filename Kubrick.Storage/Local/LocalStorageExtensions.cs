using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kubrick.Storage.Local;

/// <summary>Registers the provider <c>local</c>.</summary>
internal static class LocalStorageExtensions
{
    public static void AddLocalStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LocalStorageOptions>().Bind(configuration.GetSection(LocalStorageOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LocalStorageOptions>, LocalStorageOptionsValidator>();
        services.AddSingleton(Options<LocalStorageOptions>);
        services.AddSingleton(provider =>
        {
            var folder = new LocalFolder(provider.GetRequiredService<LocalStorageOptions>().Root);
            folder.Create();
            return folder;
        });
        services.AddSingleton(provider => new StorageLocation(StorageLocation.Local, Path.GetFileName(provider.GetRequiredService<LocalFolder>().Root)));
        services.AddSingleton<LocalFreeSpace>();
        services.AddSingleton(provider => new LocalUrlSigner(
            SigningKeyFile.Read(provider.GetRequiredService<LocalFolder>(), provider.GetRequiredService<LocalStorageOptions>().SigningKey),
            Options<StorageOptions>(provider),
            Time(provider),
            provider.GetRequiredService<LocalStorageOptions>().PublicEndpoint));
        services.AddSingleton(provider => new LocalObjects(
            provider.GetRequiredService<LocalFolder>(), provider.GetRequiredService<LocalFreeSpace>(), provider.GetRequiredService<LocalStorageOptions>(), Time(provider)));
        services.AddSingleton(provider => new LocalUploads(
            provider.GetRequiredService<LocalFolder>(),
            provider.GetRequiredService<LocalObjects>(),
            provider.GetRequiredService<LocalFreeSpace>(),
            provider.GetRequiredService<LocalUrlSigner>(),
            Options<StorageOptions>(provider),
            Time(provider)));
        services.AddSingleton<IObjectMover>(provider => new LocalObjectMover(provider.GetRequiredService<LocalFolder>(), provider.GetRequiredService<LocalObjects>()));

        services.AddSingleton<IUrlSigner>(provider => provider.GetRequiredService<LocalUrlSigner>());
        services.AddSingleton<IObjectReader>(provider => provider.GetRequiredService<LocalObjects>());
        services.AddSingleton<IObjectList>(provider => provider.GetRequiredService<LocalObjects>());
        services.AddSingleton<IObjectWriter>(provider => provider.GetRequiredService<LocalObjects>());
        services.AddSingleton<IObjectRemover>(provider => provider.GetRequiredService<LocalObjects>());
        services.AddSingleton<IResumableUploads>(provider => provider.GetRequiredService<LocalUploads>());
        services.AddSingleton<IMultipartWriter>(provider => provider.GetRequiredService<LocalUploads>());
    }

    /// <summary>The registered folder.</summary>
    public static LocalAccess AsLocalAccess(this IServiceProvider provider) => new(
        provider.GetRequiredService<LocalFolder>(),
        provider.GetRequiredService<LocalUrlSigner>(),
        provider.GetRequiredService<LocalObjects>(),
        provider.GetRequiredService<LocalUploads>());

    private static TOptions Options<TOptions>(IServiceProvider provider)
        where TOptions : class => provider.GetRequiredService<IOptions<TOptions>>().Value;

    private static TimeProvider Time(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();
}
