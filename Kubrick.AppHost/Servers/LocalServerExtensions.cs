using Kubrick.AppHost.Ports;
using Kubrick.AppHost.Running;

namespace Kubrick.AppHost.Servers;

/// <summary>Adds servers that run as local processes.</summary>
internal static class LocalServerExtensions
{
    public const string EndpointName = "server";

    /// <summary>
    /// Runs <c>deploy/local/SCRIPT/run --port PORT --data FOLDER</c>. On SIGTERM the script stops the processes that it started; when the script is killed, the kernel does.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="script">The folder below <c>deploy/local</c>.</param>
    /// <param name="scheme">The scheme of the endpoint: <c>tcp</c>, <c>http</c>.</param>
    /// <param name="create">Creates the resource from the command and the working folder.</param>
    public static IResourceBuilder<T> AddLocalServer<T>(this IDistributedApplicationBuilder builder, string script, string scheme, Func<string, string, T> create)
        where T : LocalServerResource
    {
        var folder = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", "deploy", "local", script));
        var server = builder.AddResource(create(Path.Combine(folder, "run"), folder));
        var port = builder.TakePort();
        return server
            .WithEndpoint(EndpointName, endpoint =>
            {
                endpoint.UriScheme = scheme;
                endpoint.IsProxied = false;
                endpoint.TargetHost = "127.0.0.1";
                endpoint.Port = endpoint.TargetPort = port;
            })
            .WithArgs("--port", port, "--data", Path.Combine(builder.DataFolder(), script))
            .WithRestart();
    }
}
