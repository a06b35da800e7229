using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kubrick.Storage.Local;

/// <summary>Registers the provider <c>local</c>.</summary>
internal static class LocalStorageExtensions
{
    public static void AddLocalStorage(this IServiceCollection services)
    {
        services.AddSingleton(provider => Options(provider).Local);
        services.AddSingleton(provider =>
        {
            var folder = new LocalFolder(Options(provider).Local.Root);
            folder.Create();
            return folder;
        });
        services.AddSingleton(provider => new StorageLocation(LocalStorageOptions.Provider, Path.GetFileName(provider.GetRequiredService<LocalFolder>().Root)));
        services.AddSingleton<LocalRoom>();
        services.AddSingleton<LocalSweep>();
        services.AddSingleton(provider => new LocalUrlSigner(
            SigningKeyFile.Read(provider.GetRequiredService<LocalFolder>(), Options(provider).Local.SigningKey), Options(provider), Time(provider)));
        services.AddSingleton(provider => new LocalObjects(
            provider.GetRequiredService<LocalFolder>(), provider.GetRequiredService<LocalRoom>(), Options(provider).Local, Time(provider)));
        services.AddSingleton(provider => new LocalUploads(
            provider.GetRequiredService<LocalFolder>(),
            provider.GetRequiredService<LocalObjects>(),
            provider.GetRequiredService<LocalRoom>(),
            provider.GetRequiredService<LocalUrlSigner>(),
            Options(provider),
            Time(provider)));

        services.AddSingleton<IUrlSigner>(provider => provider.GetRequiredService<LocalUrlSigner>());
        services.AddSingleton<IObjectReader>(provider => provider.GetRequiredService<LocalObjects>());
        services.AddSingleton<IObjectWriter>(provider => provider.GetRequiredService<LocalObjects>());
        services.AddSingleton<IObjectRemover>(provider => provider.GetRequiredService<LocalObjects>());
        services.AddSingleton<IResumableUploads>(provider => provider.GetRequiredService<LocalUploads>());
        services.AddSingleton<IMultipartWriter>(provider => provider.GetRequiredService<LocalUploads>());
        services.AddHealthChecks().AddCheck<LocalStorageHealthCheck>(StorageExtensions.HealthCheck);
    }

    private static StorageOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<StorageOptions>>().Value;

    private static TimeProvider Time(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();
}
