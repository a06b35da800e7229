using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a resource (with replicas: one of them) is at a moment.</summary>
public sealed record CustomResourceSnapshot
{
    /// <summary>The kind of resource, such as <c>Project</c>.</summary>
    public required string ResourceType { get; init; }

    /// <summary>Its state; null before the application starts.</summary>
    public ResourceStateSnapshot? State { get; init; }

    /// <summary>Its health; null while it does not run.</summary>
    public HealthStatus? HealthStatus { get; internal init; }

    /// <summary>The exit code of its last process.</summary>
    public int? ExitCode { get; init; }

    /// <summary>When its process was started, UTC.</summary>
    public DateTime? StartTimeStamp { get; init; }

    /// <summary>When its process ended, UTC.</summary>
    public DateTime? StopTimeStamp { get; init; }

    /// <summary>
    /// Further facts: <c>executable.pid</c>, <c>kubrick.failure</c> (the sentence that says why it cannot run), <c>kubrick.crashes</c>
    /// (crashes in a row).
    /// </summary>
    public ImmutableArray<ResourcePropertySnapshot> Properties { get; init; } = [];

    internal string? Failure => Properties.FirstOrDefault(property => property.Name == "kubrick.failure")?.Value as string;
}
