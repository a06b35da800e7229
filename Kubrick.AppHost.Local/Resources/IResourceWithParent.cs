namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that lives inside another, such as a database in its server.</summary>
public interface IResourceWithParent : IResource
{
    /// <summary>The resource it lives in: the two are healthy, started and stopped together.</summary>
    IResource Parent { get; }
}
