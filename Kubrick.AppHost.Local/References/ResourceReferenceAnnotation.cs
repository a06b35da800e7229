using Aspire.Hosting.ApplicationModel;

namespace Kubrick.AppHost.Local;

/// <summary>The resource uses another: it is stopped before it.</summary>
internal sealed class ResourceReferenceAnnotation(IResource resource) : IResourceAnnotation
{
    public IResource Resource { get; } = resource;
}
