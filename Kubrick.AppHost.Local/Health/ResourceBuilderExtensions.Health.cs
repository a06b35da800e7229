using Aspire.Hosting.ApplicationModel;
using Kubrick.AppHost.Local;

namespace Aspire.Hosting;

/// <content>Health checks.</content>
public static partial class ResourceBuilderExtensions
{
    /// <summary>Asks each replica over HTTP whether it is healthy.</summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="path">The path, <c>/</c> unless given.</param>
    /// <param name="statusCode">The status code of a healthy answer, 200 unless given.</param>
    /// <param name="endpointName">The endpoint; the first HTTP endpoint unless given.</param>
    /// <returns>The resource.</returns>
    /// <exception cref="DistributedApplicationException">The resource has no such HTTP endpoint.</exception>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints
    {
        var name = endpointName ?? builder.Resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(endpoint => endpoint.Transport == "http")?.Name;
        if (name is null || builder.GetEndpoint(name) is not { Exists: true } endpoint || !(endpoint.IsHttp || endpoint.IsHttps))
        {
            throw new DistributedApplicationException(
                $"Could not create HTTP health check for resource '{builder.Resource.Name}' as it has no HTTP endpoint{(endpointName is null ? "" : $" named '{endpointName}'")}.");
        }

        return builder.WithAnnotation(new HealthCheckAnnotation((target, cancellationToken) =>
            HttpHealthCheck.RunAsync(target.Http, new Uri(new Uri(endpoint.UrlOf(target.Replica)), path ?? "/"), statusCode ?? 200, cancellationToken)));
    }
}
