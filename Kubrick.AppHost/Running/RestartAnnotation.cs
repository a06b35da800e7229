namespace Kubrick.AppHost.Running;

/// <summary>Marks a resource that <see cref="RestartPolicy"/> starts again after a crash.</summary>
internal sealed class RestartAnnotation : IResourceAnnotation;
