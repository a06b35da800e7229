using System.Net.Http.Json;
using System.Text.Json;

namespace Kubrick.Testing;

/// <summary>The status of the bus in a service's health response.</summary>
public static class MessagingHealth
{
    /// <summary>Waits until the service receives events. Events that are published before its queues exist are lost.</summary>
    /// <param name="service">A client of the service.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="TimeoutException">The status was not reached in time (see <see cref="Eventually"/>).</exception>
    public static Task ListensAsync(this HttpClient service, CancellationToken cancellationToken) => service.MessagingIsAsync("healthy", cancellationToken);

    /// <summary>Waits until the bus has the given status.</summary>
    /// <param name="service">A client of the service.</param>
    /// <param name="status">The status in the response of <c>/health</c>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="TimeoutException">The status was not reached in time (see <see cref="Eventually"/>).</exception>
    public static Task MessagingIsAsync(this HttpClient service, string status, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(service);
        return Eventually.TrueAsync(
            $"messaging is {status}",
            async () =>
            {
                // The response may be 503 because of another dependency.
                using var response = await service.GetAsync(new Uri("/health", UriKind.Relative), cancellationToken);
                var health = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
                return health.GetProperty("dependencies").GetProperty("messaging").GetProperty("status").GetString() == status;
            },
            cancellationToken);
    }
}
