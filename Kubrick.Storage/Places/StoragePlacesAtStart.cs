using Microsoft.Extensions.Hosting;

namespace Kubrick.Storage.Places;

/// <summary>Logs which places this service can read.</summary>
internal sealed class StoragePlacesAtStart(StoragePlaces places) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        places.LogSources();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
