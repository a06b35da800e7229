using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kubrick.Storage;

/// <summary>Sets up the bucket of a development machine when the service starts.</summary>
internal sealed partial class BucketSetupAtStart(IBucketSetup setup, StorageLocation location, ILogger<BucketSetupAtStart> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var step in setup.Steps)
        {
            await step.RunAsync(cancellationToken);
        }

        LogConfigured(location.Bucket);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "Bucket configured: {Bucket}")]
    private partial void LogConfigured(string bucket);
}
