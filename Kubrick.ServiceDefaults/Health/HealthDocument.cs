namespace Kubrick.ServiceDefaults.Health;

/// <summary>The response of <c>/health</c> and <c>/alive</c>.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> (serves, but a dependency is unavailable) or <c>unhealthy</c>.</param>
/// <param name="Timestamp">The time of the check in UTC.</param>
/// <param name="Dependencies">The service's dependencies by name.</param>
public sealed record HealthDocument(string Status, DateTimeOffset Timestamp, IReadOnlyDictionary<string, DependencyHealth> Dependencies);
