namespace Kubrick.ServiceDefaults.Health;

/// <summary>The answer of <c>/health</c> and <c>/alive</c>.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> (serves, but something waits) or <c>unhealthy</c>.</param>
/// <param name="Timestamp">When it was asked, in UTC.</param>
/// <param name="Dependencies">What the service needs, by name.</param>
public sealed record HealthDocument(string Status, DateTimeOffset Timestamp, IReadOnlyDictionary<string, DependencyHealth> Dependencies);
