namespace Kubrick.AppHost.Local;

/// <summary>What a health check looks at.</summary>
/// <param name="Replica">The replica's index.</param>
/// <param name="Http">A client for HTTP checks.</param>
internal sealed record HealthCheckTarget(int Replica, HttpMessageInvoker Http);
