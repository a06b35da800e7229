using Aspire.Hosting;

namespace Kubrick.AppHost.Local;

/// <summary>A project that the build of the AppHost has built: it is run from its assembly, without building again.</summary>
public interface IBuiltProject : IProjectMetadata
{
    /// <summary>The built assembly, with its full path.</summary>
    string AssemblyPath { get; }
}
