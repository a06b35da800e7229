namespace Kubrick.Mongo;

/// <summary>Settings of the MongoDB client (section <c>Aspire:MongoDB:Driver</c>); the names are those of Aspire's integration.</summary>
public sealed class MongoDBSettings
{
    /// <summary>The server's address; the connection string of the client's name takes precedence.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Whether the health check is left out.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>The time limit of the health check in milliseconds; 3000 by default.</summary>
    public int? HealthCheckTimeout { get; set; }

    /// <summary>Whether traces of commands are left out.</summary>
    public bool DisableTracing { get; set; }
}
