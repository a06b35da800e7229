namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource whose command line arguments can be set.</summary>
public interface IResourceWithArgs : IResource;
