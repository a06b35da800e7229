namespace Kubrick.AppHost.Servers;

/// <summary>How a server runs: the setting <c>Servers</c>, or <c>Servers:NAME</c> for a single server.</summary>
internal enum ServerKind
{
    /// <summary>A local process, started from <c>deploy/local</c>; no container engine is needed.</summary>
    Local,

    /// <summary>A container, run by the engine that Aspire finds (Docker, or Podman with <c>ASPIRE_CONTAINER_RUNTIME=podman</c>).</summary>
    Containers,

    /// <summary>An existing server; <c>ConnectionStrings:NAME</c> or the storage settings contain its address.</summary>
    External,
}
