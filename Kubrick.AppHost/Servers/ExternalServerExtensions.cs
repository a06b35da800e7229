using Microsoft.Extensions.Configuration;

namespace Kubrick.AppHost.Servers;

/// <summary>Adds servers that run elsewhere.</summary>
internal static class ExternalServerExtensions
{
    /// <summary>A server whose connection string is given; a manifest asks for it.</summary>
    /// <exception cref="DistributedApplicationException">The connection string is missing: services would wait for it for ever.</exception>
    public static IResourceBuilder<IResourceWithConnectionString> AddExternalServer(this IDistributedApplicationBuilder builder, string name) =>
        builder.ExecutionContext.IsRunMode && string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString(name))
            ? throw new DistributedApplicationException($"ConnectionStrings:{name} is missing; an external server needs it.")
            : builder.AddConnectionString(name);
}
