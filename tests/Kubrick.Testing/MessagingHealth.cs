using System.Net.Http.Json;
using System.Text.Json;

namespace Kubrick.Testing;

/// <summary>What a service's health says of its bus.</summary>
public static class MessagingHealth
{
    /// <summary>Waits until the service hears events: what is told before it has its queues nobody keeps for it.</summary>
    /// <param name="service">A client of the service.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TimeoutException">It did not come to this within 30 s.</exception>
    public static Task ListensAsync(this HttpClient service, CancellationToken cancellationToken) => service.MessagingIsAsync("healthy", cancellationToken);

    /// <summary>Waits until the bus has a status.</summary>
    /// <param name="service">A client of the service.</param>
    /// <param name="status">The status as <c>/health</c> tells it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TimeoutException">It did not come to this within 30 s.</exception>
    public static Task MessagingIsAsync(this HttpClient service, string status, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(service);
        return Eventually.TrueAsync(
            $"messaging is {status}",
            async () =>
            {
                // Also where another dependency makes it a 503.
                using var response = await service.GetAsync(new Uri("/health", UriKind.Relative), cancellationToken);
                var health = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
                return health.GetProperty("dependencies").GetProperty("messaging").GetProperty("status").GetString() == status;
            },
            cancellationToken);
    }
}
