using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Kubrick.AppHost.Local;

/// <summary>
/// The servers that Aspire runs in containers, as local processes: <c>deploy/local/NAME/run</c> starts one in the foreground,
/// ends it on SIGTERM, and exits with 69 when it is not installed.
/// </summary>
internal static class LocalServers
{
    public static LaunchAnnotation Mongo(MongoDBServerResource server) => new(context =>
    {
        var launch = Script(context, server, "mongo", server.PrimaryEndpoint, out var temporary);
        List<string> arguments = [.. launch.Arguments, "--tools", context.Folders.Tools];
        if (temporary)
        {
            // Data that goes with the run need not survive a power cut.
            arguments.Add("--no-fsync");
        }

        return ValueTask.FromResult(launch with { Arguments = arguments });
    });

    public static LaunchAnnotation RabbitMQ(RabbitMQServerResource broker) => new(async context =>
    {
        var launch = Script(context, broker, "rabbitmq", broker.PrimaryEndpoint, out _);
        var user = await broker.UserNameReference.GetValueAsync(context.CancellationToken);
        var password = await broker.PasswordParameter.GetValueAsync(context.CancellationToken);
        return launch with
        {
            Arguments =
            [
                .. launch.Arguments,
                "--dist-port", Text(context.Port("dist")),
                "--epmd-port", Text(context.Port("epmd")),
                "--user", user!,
            ],
            // Not an argument: everybody on the machine may read those.
            Environment = new Dictionary<string, string> { ["KUBRICK_RABBITMQ_PASSWORD"] = password! },
        };
    });

    private static Launch Script(LaunchContext context, IResource resource, string server, EndpointReference endpoint, out bool temporary)
    {
        var volume = resource.Annotations.OfType<DataVolumeAnnotation>().LastOrDefault();
        var data = volume is null ? context.Folders.Temporary(resource.Name) : context.Folders.Volume(volume.Name);
        temporary = volume is null || context.Folders.IsEphemeral;
        var folder = Path.Combine(context.Folders.Servers, server);
        return new Launch(Path.Combine(folder, "run"), Directory.Exists(folder) ? folder : context.Folders.Path)
        {
            Arguments = ["--port", Text(endpoint.Port), "--data", data],
        };
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
