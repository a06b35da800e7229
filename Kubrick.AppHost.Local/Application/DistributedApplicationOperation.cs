namespace Aspire.Hosting;

/// <summary>What the application is asked to do.</summary>
public enum DistributedApplicationOperation
{
    /// <summary>To run.</summary>
    Run = 0,

    /// <summary>To be written down for a deployment; never so with the local runner.</summary>
    Publish = 1,
}
