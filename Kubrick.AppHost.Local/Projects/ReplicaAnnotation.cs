namespace Aspire.Hosting.ApplicationModel;

/// <summary>How many processes of a resource run at once.</summary>
/// <param name="replicas">The number.</param>
internal sealed class ReplicaAnnotation(int replicas = 1) : IResourceAnnotation
{
    public int Replicas { get; } = replicas;
}
