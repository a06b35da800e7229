namespace Aspire.Hosting.Testing;

/// <summary>An AppHost's description, held before it is built, for a test to change.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable, IDisposable
{
    /// <summary>Ends the description.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The application, not started; dispose it to stop it.</returns>
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}
