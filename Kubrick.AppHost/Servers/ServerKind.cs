namespace Kubrick.AppHost.Servers;

/// <summary>Where the servers of the application run: the setting <c>Servers</c>, or <c>Servers:NAME</c> for one of them.</summary>
internal enum ServerKind
{
    /// <summary>Processes of this machine, started from <c>deploy/local</c>; no container engine is needed.</summary>
    Local,

    /// <summary>Containers, run by the engine that Aspire finds (Docker, or Podman with <c>ASPIRE_CONTAINER_RUNTIME=podman</c>).</summary>
    Containers,

    /// <summary>Elsewhere: <c>ConnectionStrings:NAME</c> and the storage settings say where.</summary>
    External,
}
