using Aspire.Hosting.ApplicationModel;

namespace Kubrick.AppHost.Local;

/// <summary>The resource starts only when another is that far.</summary>
internal sealed class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    public IResource Resource { get; } = resource;

    public WaitType WaitType { get; } = waitType;

    public int ExitCode { get; } = exitCode;
}
