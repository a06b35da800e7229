using Kubrick.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Recordings.Tests.Deletion;

/// <summary>The real remover, with a switch that makes the storage unavailable.</summary>
internal sealed class SwitchableRemover(IObjectRemover inner, SwitchableRemover.Switch outage) : IObjectRemover
{
    public static void Replace(IServiceCollection services, Switch outage)
    {
        var registered = services.Last(service => service.ServiceType == typeof(IObjectRemover));
        services.AddSingleton<IObjectRemover>(provider => new SwitchableRemover((IObjectRemover)Create(registered, provider), outage));
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        outage.Check();
        return inner.DeleteAsync(key, cancellationToken);
    }

    public Task<int> DeletePrefixAsync(string prefix, CancellationToken cancellationToken)
    {
        outage.Check();
        return inner.DeletePrefixAsync(prefix, cancellationToken);
    }

    private static object Create(ServiceDescriptor registered, IServiceProvider provider) =>
        registered.ImplementationInstance
        ?? registered.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!);

    internal sealed class Switch
    {
        public volatile bool IsOn;

        public void Check()
        {
            if (IsOn)
            {
                throw new StorageException(StorageError.Unavailable, "The storage is unavailable.");
            }
        }
    }
}
