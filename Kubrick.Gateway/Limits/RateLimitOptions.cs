using System.ComponentModel.DataAnnotations;

namespace Kubrick.Gateway.Limits;

/// <summary>Request limits per client address (section <c>RateLimits</c>).</summary>
internal sealed class RateLimitOptions : IValidatableObject
{
    /// <summary>Whether limits apply.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>API calls.</summary>
    public RateLimit Api { get; init; } = new() { PerSecond = 50, Burst = 200 };

    /// <summary>Objects of the storage provider <c>local</c>: uploaded parts and downloaded ranges.</summary>
    public RateLimit Objects { get; init; } = new() { PerSecond = 200, Burst = 1000 };

    /// <summary>
    /// Playlists and media of streams. One viewer sends about ten requests per second, and a whole office may share one address.
    /// </summary>
    public RateLimit Media { get; init; } = new() { PerSecond = 1000, Burst = 4000 };

    /// <summary>The app's pages and assets.</summary>
    public RateLimit Pages { get; init; } = new() { PerSecond = 100, Burst = 500 };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, limit) in new[] { (nameof(Api), Api), (nameof(Objects), Objects), (nameof(Media), Media), (nameof(Pages), Pages) })
        {
            if (limit.PerSecond < 1 || limit.Burst < limit.PerSecond)
            {
                yield return new ValidationResult($"RateLimits__{name} needs PerSecond of at least 1 and Burst of at least PerSecond.");
            }
        }
    }
}
