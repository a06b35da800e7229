using Aspire.Hosting.ApplicationModel;

namespace Kubrick.AppHost.Local;

/// <summary>Asks one replica of a resource whether it is healthy; throws, with the reason, when it is not.</summary>
/// <param name="check">The question.</param>
/// <param name="client">What the question holds open, closed when the application stops.</param>
internal sealed class HealthCheckAnnotation(Func<HealthCheckTarget, CancellationToken, Task> check, IAsyncDisposable? client = null)
    : IResourceAnnotation
{
    public Func<HealthCheckTarget, CancellationToken, Task> Check { get; } = check;

    public IAsyncDisposable? Client { get; } = client;
}
