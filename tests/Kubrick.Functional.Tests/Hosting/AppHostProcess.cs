using System.Diagnostics;
using Kubrick.Testing;

namespace Kubrick.Functional.Tests.Hosting;

/// <summary>The AppHost as a process of its own, as <c>./kubrick up</c> starts it.</summary>
internal sealed class AppHostProcess : IDisposable
{
    private const string Mark = "KUBRICK_TEST_HOST";

    private readonly string mark = Guid.NewGuid().ToString("N");
    private readonly Process process;

    /// <summary>Starts it.</summary>
    public AppHostProcess(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Path.Combine(RepositoryFolder.Path, "Kubrick.AppHost"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "exec", Path.Combine(AppContext.BaseDirectory, "Kubrick.AppHost.dll") },
        };
        // The tests' own orchestrator and dashboard settings are not for this process.
        foreach (var name in new[] { "DCP_STATE_STORE_PATH", "ASPNETCORE_URLS", "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL" })
        {
            start.Environment.Remove(name);
        }

        start.Environment[Mark] = mark;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        Array.ForEach(arguments, start.ArgumentList.Add);
        process = Process.Start(start)!;
    }

    /// <summary>Its process id.</summary>
    public int Id => process.Id;

    /// <summary>Its exit code.</summary>
    public int ExitCode => process.ExitCode;

    /// <summary>Reads its output up to the line that starts so.</summary>
    /// <exception cref="InvalidOperationException">It ended before.</exception>
    public async Task<string> LineAsync(string start, CancellationToken cancellationToken)
    {
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The AppHost ended without '{start}': {await process.StandardError.ReadToEndAsync(cancellationToken)}");
    }

    /// <summary>Waits for its end.</summary>
    public Task ExitAsync(CancellationToken cancellationToken) => process.WaitForExitAsync(cancellationToken);

    /// <summary>Sends it a signal.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>The processes that it started, directly or not, and that still run.</summary>
    public IReadOnlyList<string> Descendants() =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), out var id) && id != Id && ReadOrNothing(folder, "environ").Split('\0').Contains($"{Mark}={mark}"))
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
            // It ended while the list was read.
            return "";
        }
    }
}
