namespace Aspire.Hosting;

/// <summary>How an application is built.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>The command line arguments; they become configuration.</summary>
    public string[]? Args { get; set; }

    /// <summary>The AppHost's assembly; the one that was started unless given.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>The AppHost's project folder; as the build has noted it in the assembly unless given.</summary>
    public string? ProjectDirectory { get; set; }

    /// <summary>There is no dashboard here, whatever the value.</summary>
    public bool DisableDashboard { get; set; }

    /// <summary>Whether the resources' lines are also shown by an application under test.</summary>
    public bool EnableResourceLogging { get; set; }
}
