using Microsoft.Extensions.Configuration;

namespace Kubrick.AppHost.Servers;

/// <summary>The settings of the servers and their data.</summary>
internal static class ServerSettings
{
    /// <summary>
    /// The kind of a server: <c>Servers:NAME</c>, else <c>Servers</c>, else local. A manifest is for other machines, so local servers
    /// are containers there.
    /// </summary>
    /// <exception cref="DistributedApplicationException">The setting is invalid.</exception>
    public static ServerKind KindOf(this IDistributedApplicationBuilder builder, string name)
    {
        var setting = builder.Configuration[$"Servers:{name}"] ?? builder.Configuration["Servers"] ?? nameof(ServerKind.Local);
        if (!Enum.TryParse<ServerKind>(setting, ignoreCase: true, out var kind) || !Enum.IsDefined(kind))
        {
            throw new DistributedApplicationException($"Servers (or Servers:{name}) is '{setting}'; it takes local, containers or external.");
        }

        return kind == ServerKind.Local && builder.ExecutionContext.IsPublishMode ? ServerKind.Containers : kind;
    }

    /// <summary>The data folder of a local run (databases, queues, objects); by default <c>.kubrick/run</c> in the checkout.</summary>
    public static string DataFolder(this IDistributedApplicationBuilder builder) => Path.GetFullPath(
        builder.Configuration["Kubrick:DataFolder"] ?? builder.Configuration["KUBRICK_DATA"] ?? Path.Combine(builder.AppHostDirectory, "..", ".kubrick", "run"));

    /// <summary>Whether the data is discarded when the application stops, as in tests: then servers need not flush it to disk.</summary>
    public static bool IsEphemeral(this IDistributedApplicationBuilder builder) => builder.Configuration.GetValue("Kubrick:IsEphemeral", false);
}
