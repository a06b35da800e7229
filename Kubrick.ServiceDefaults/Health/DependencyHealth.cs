using System.Text.Json.Serialization;

namespace Kubrick.ServiceDefaults.Health;

/// <summary>The health of one thing that a service needs.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="DurationMs">How long it took to find out, in milliseconds.</param>
/// <param name="Description">One sentence; null where there is nothing to say.</param>
public sealed record DependencyHealth(
    string Status,
    double DurationMs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Description);
