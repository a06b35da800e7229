using Kubrick.Contracts;

namespace Kubrick.AppHost.Servers;

/// <summary>Where each server runs.</summary>
internal static class ServerSettings
{
    /// <summary>The servers that have a kind.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [ResourceNames.MongoServer, ResourceNames.Messaging, ResourceNames.S3Server];

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
}
