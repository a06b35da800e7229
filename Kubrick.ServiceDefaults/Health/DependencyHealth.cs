using System.Text.Json.Serialization;

namespace Kubrick.ServiceDefaults.Health;

/// <summary>The health of one dependency of a service.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="DurationMs">The duration of the check in milliseconds.</param>
/// <param name="Description">One sentence, or null.</param>
public sealed record DependencyHealth(
    string Status,
    double DurationMs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Description);
