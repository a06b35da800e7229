using Microsoft.Extensions.Configuration;

namespace Kubrick.AppHost.Servers;

/// <summary>The settings of the servers and of what they keep.</summary>
internal static class ServerSettings
{
    /// <summary>
    /// The kind of one server: <c>Servers:NAME</c>, else <c>Servers</c>, else local. A manifest is for other machines, so nothing
    /// is local there: what would be local is a container.
    /// </summary>
    /// <exception cref="DistributedApplicationException">The setting is none of the three.</exception>
    public static ServerKind KindOf(this IDistributedApplicationBuilder builder, string name)
    {
        var setting = builder.Configuration[$"Servers:{name}"] ?? builder.Configuration["Servers"] ?? nameof(ServerKind.Local);
        if (!Enum.TryParse<ServerKind>(setting, ignoreCase: true, out var kind) || !Enum.IsDefined(kind))
        {
            throw new DistributedApplicationException($"Servers (or Servers:{name}) is '{setting}'; it takes local, containers or external.");
        }

        return kind == ServerKind.Local && builder.ExecutionContext.IsPublishMode ? ServerKind.Containers : kind;
    }

    /// <summary>The folder of a local run: databases, queues, objects. <c>.kubrick/run</c> of the checkout by default.</summary>
    public static string DataFolder(this IDistributedApplicationBuilder builder) => Path.GetFullPath(
        builder.Configuration["Kubrick:DataFolder"] ?? builder.Configuration["KUBRICK_DATA"] ?? Path.Combine(builder.AppHostDirectory, "..", ".kubrick", "run"));

    /// <summary>Whether the data goes when the application stops, as in tests: then no server needs to wait for the disk.</summary>
    public static bool IsEphemeral(this IDistributedApplicationBuilder builder) => builder.Configuration.GetValue("Kubrick:IsEphemeral", false);
}
