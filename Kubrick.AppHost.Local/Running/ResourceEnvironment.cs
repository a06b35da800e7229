using System.Collections;
using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Kubrick.AppHost.Local;

/// <summary>The variables and arguments that a replica's process is started with.</summary>
internal sealed class ResourceEnvironment(DistributedApplicationExecutionContext executionContext, string environmentName)
{
    public async Task<Dictionary<string, string>> VariablesAsync(IResource resource, int replica, string instanceId, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(executionContext, resource, Defaults(resource, replica, instanceId), cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        var variables = new Dictionary<string, string>();
        foreach (var (name, value) in context.EnvironmentVariables)
        {
            variables[name] = await TextAsync(value, cancellationToken);
        }

        return variables;
    }

    public static async Task<List<string>> ArgumentsAsync(IResource resource, CancellationToken cancellationToken)
    {
        var context = new CommandLineArgsCallbackContext([], resource, cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        var arguments = new List<string>();
        foreach (var argument in context.Args)
        {
            arguments.Add(await TextAsync(argument, cancellationToken));
        }

        return arguments;
    }

    private Dictionary<string, object> Defaults(IResource resource, int replica, string instanceId)
    {
        var variables = new Dictionary<string, object>();
        var endpoints = resource.Annotations.OfType<EndpointAnnotation>().ToList();
        foreach (var endpoint in endpoints.Where(endpoint => endpoint.PortVariable is not null))
        {
            variables[endpoint.PortVariable!] = endpoint.AllocatedPorts[replica];
        }

        if (resource is ProjectResource project)
        {
            var urls = endpoints.Where(endpoint => endpoint.UriScheme is "http" or "https")
                .Select(endpoint => new EndpointReference(project, endpoint.Name).UrlOf(replica)).ToList();
            if (urls.Count > 0)
            {
                variables["ASPNETCORE_URLS"] = string.Join(';', urls);
            }

            variables["ASPNETCORE_ENVIRONMENT"] = environmentName;
            variables["DOTNET_ENVIRONMENT"] = environmentName;
            variables["OTEL_SERVICE_NAME"] = resource.Name;
            variables["OTEL_RESOURCE_ATTRIBUTES"] = ResourceAttributes(instanceId);
            // One line a message: each is prefixed with the resource's name.
            variables["Logging__Console__FormatterName"] = "simple";
            variables["Logging__Console__FormatterOptions__SingleLine"] = "true";
        }

        return variables;
    }

    private static string ResourceAttributes(string instanceId)
    {
        var own = $"service.instance.id={instanceId}";
        return Environment.GetEnvironmentVariable("OTEL_RESOURCE_ATTRIBUTES") is { Length: > 0 } inherited ? $"{inherited},{own}" : own;
    }

    private static async ValueTask<string> TextAsync(object value, CancellationToken cancellationToken) => value switch
    {
        string text => text,
        IValueProvider provider => await provider.GetValueAsync(cancellationToken) ?? "",
        IEnumerable => throw new LaunchException($"A {value.GetType().Name} is no value for a variable or an argument."),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
