using Aspire.Hosting.ApplicationModel;

namespace Kubrick.AppHost.Local;

/// <summary>Makes a resource one that has processes.</summary>
internal sealed class LaunchAnnotation(Func<LaunchContext, ValueTask<Launch>> create) : IResourceAnnotation
{
    public Func<LaunchContext, ValueTask<Launch>> Create { get; } = create;
}
