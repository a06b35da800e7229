using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Kubrick.AppHost.Local;

namespace Aspire.Hosting;

/// <content>References from one resource to another.</content>
public static partial class ResourceBuilderExtensions
{
    /// <summary>Gives a resource the connection string of another, as <c>ConnectionStrings__name</c>.</summary>
    /// <typeparam name="TDestination">The resource's type.</typeparam>
    /// <param name="builder">The resource that connects.</param>
    /// <param name="source">The resource it connects to.</param>
    /// <param name="connectionName">The connection string's name; the source's name unless given.</param>
    /// <param name="optional">Whether the connection string may be absent.</param>
    /// <returns>The resource that connects.</returns>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<IResourceWithConnectionString> source,
        string? connectionName = null,
        bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        var resource = source.Resource;
        var variable = resource.ConnectionStringEnvironmentVariable ?? $"ConnectionStrings__{connectionName ?? resource.Name}";
        return builder.RefersTo(resource).WithEnvironment(async context =>
        {
            var value = await resource.GetConnectionStringAsync(context.CancellationToken).ConfigureAwait(false);
            if (string.IsNullOrEmpty(value) && !optional)
            {
                throw new DistributedApplicationException($"The connection string for the resource '{resource.Name}' is not available.");
            }

            if (!string.IsNullOrEmpty(value))
            {
                context.EnvironmentVariables[variable] = value;
            }
        });
    }

    /// <summary>
    /// Lets a resource find another by its name: <c>services__name__endpoint__0</c>, with one index for each replica,
    /// and <c>NAME_ENDPOINT</c> with the first one's URL.
    /// </summary>
    /// <typeparam name="TDestination">The resource's type.</typeparam>
    /// <param name="builder">The resource that calls.</param>
    /// <param name="source">The resource it calls.</param>
    /// <returns>The resource that calls.</returns>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment => builder.Discovers(source.Resource, source.Resource.Name, null);

    /// <summary>Lets a resource find another by a name of its own.</summary>
    /// <typeparam name="TDestination">The resource's type.</typeparam>
    /// <param name="builder">The resource that calls.</param>
    /// <param name="source">The resource it calls.</param>
    /// <param name="name">The name in service discovery.</param>
    /// <returns>The resource that calls.</returns>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source, string name)
        where TDestination : IResourceWithEnvironment => builder.Discovers(source.Resource, name, null);

    /// <summary>Lets a resource find one endpoint of another.</summary>
    /// <typeparam name="TDestination">The resource's type.</typeparam>
    /// <param name="builder">The resource that calls.</param>
    /// <param name="endpointReference">The endpoint it calls.</param>
    /// <returns>The resource that calls.</returns>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, EndpointReference endpointReference)
        where TDestination : IResourceWithEnvironment =>
        builder.Discovers(endpointReference.Resource, endpointReference.Resource.Name, endpointReference.EndpointName);

    private static IResourceBuilder<TDestination> Discovers<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceWithEndpoints source, string name, string? endpointName)
        where TDestination : IResourceWithEnvironment =>
        builder.RefersTo(source).WithEnvironment(context =>
        {
            foreach (var endpoint in source.Annotations.OfType<EndpointAnnotation>())
            {
                if (endpointName is not null && !string.Equals(endpoint.Name, endpointName, StringComparison.OrdinalIgnoreCase))
                {
                    continue;
                }

                var reference = new EndpointReference(source, endpoint.Name);
                for (var replica = 0; replica < endpoint.AllocatedPorts.Count; replica++)
                {
                    var variable = string.Create(CultureInfo.InvariantCulture, $"services__{name}__{endpoint.Name}__{replica}");
                    context.EnvironmentVariables[variable] = reference.UrlOf(replica);
                }

                context.EnvironmentVariables[$"{EncodedName(name)}_{EncodedName(endpoint.Name)}"] = reference.Url;
            }
        });

    private static IResourceBuilder<T> RefersTo<T>(this IResourceBuilder<T> builder, IResource resource)
        where T : IResource => builder.WithAnnotation(new ResourceReferenceAnnotation(resource));

    private static string EncodedName(string name) => name.Replace('-', '_').ToUpperInvariant();
}
