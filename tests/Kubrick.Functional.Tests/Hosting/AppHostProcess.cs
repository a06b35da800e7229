using System.Diagnostics;
using Kubrick.Testing;

namespace Kubrick.Functional.Tests.Hosting;

/// <summary>The AppHost in a separate process, started like <c>./kubrick up</c> does.</summary>
internal sealed class AppHostProcess : IDisposable
{
    private const string MarkerVariable = "KUBRICK_TEST_HOST";

    private readonly string marker = Guid.NewGuid().ToString("N");
    private readonly Process process;

    /// <summary>Starts the process.</summary>
    public AppHostProcess(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Path.Combine(RepositoryFolder.Path, "Kubrick.AppHost"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "exec", Path.Combine(AppContext.BaseDirectory, "Kubrick.AppHost.dll") },
        };
        // The orchestrator and dashboard settings of the test process must not be inherited.
        foreach (var name in new[] { "DCP_STATE_STORE_PATH", "ASPNETCORE_URLS", "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL" })
        {
            start.Environment.Remove(name);
        }

        start.Environment[MarkerVariable] = marker;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        Array.ForEach(arguments, start.ArgumentList.Add);
        process = Process.Start(start)!;
    }

    /// <summary>The process id.</summary>
    public int Id => process.Id;

    /// <summary>The exit code.</summary>
    public int ExitCode => process.ExitCode;

    /// <summary>Reads the output up to the first line that starts with <paramref name="start"/>.</summary>
    /// <exception cref="InvalidOperationException">The process exited before it printed the line.</exception>
    public async Task<string> LineAsync(string start, CancellationToken cancellationToken)
    {
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The AppHost exited without printing '{start}': {await process.StandardError.ReadToEndAsync(cancellationToken)}");
    }

    /// <summary>Waits until the process has exited.</summary>
    public Task ExitAsync(CancellationToken cancellationToken) => process.WaitForExitAsync(cancellationToken);

    /// <summary>Sends a signal to the process.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>The running processes that the AppHost started, directly or indirectly.</summary>
    public IReadOnlyList<string> Descendants() =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), out var id) && id != Id && ReadOrNothing(folder, "environ").Split('\0').Contains($"{MarkerVariable}={marker}"))
            .Select(folder => $"{Path.GetFileName(folder)} {ReadOrNothing(folder, "cmdline").Replace('\0', ' ')}"),
    ];

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }

    private static string ReadOrNothing(string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The process exited in the meantime.
            return "";
        }
    }
}
