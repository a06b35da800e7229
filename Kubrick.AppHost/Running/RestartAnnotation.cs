namespace Kubrick.AppHost.Running;

/// <summary>Marks a resource that <see cref="RestartPolicy"/> restarts after a crash.</summary>
internal sealed class RestartAnnotation : IResourceAnnotation;
