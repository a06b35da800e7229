namespace Kubrick.AppHost.Replicas;

/// <summary>
/// Stores the settings that a command of an operator shares with a running service, such as <c>./kubrick storage move</c>: addresses and secrets of a local run are
/// known only to it. The file is readable by its owner only, and its secrets are valid for this run.
/// </summary>
internal static class CommandSettings
{
    private const string FileName = "commands.env";

    private static readonly string[] Prefixes = ["ConnectionStrings__", "Storage__", "Cors__"];

    /// <summary>Stores the settings of the service in the data folder when it starts.</summary>
    public static Service WithCommandSettings(this Service service)
    {
        var replica = service.Replicas[0];
        if (replica.ApplicationBuilder.ExecutionContext.IsRunMode)
        {
            var file = Path.Combine(replica.ApplicationBuilder.DataFolder(), FileName);
            // The last callback: it sees what all others have set.
            replica.WithEnvironment(async context => await StoreAsync(file, context));
        }

        return service;
    }

    private static async Task StoreAsync(string file, EnvironmentCallbackContext context)
    {
        var lines = new List<string>();
        foreach (var (name, value) in context.EnvironmentVariables.Where(variable => Prefixes.Any(prefix => variable.Key.StartsWith(prefix, StringComparison.Ordinal))))
        {
            var text = value is IValueProvider provider ? await provider.GetValueAsync(context.CancellationToken) : value as string;
            if (text is not null && !text.Contains('\n', StringComparison.Ordinal))
            {
                lines.Add($"{name}={text}");
            }
        }

        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var stream = new FileStream(file, options);
        await using var writer = new StreamWriter(stream);
        foreach (var line in lines)
        {
            await writer.WriteLineAsync(line);
        }
    }
}
