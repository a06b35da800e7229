using Kubrick.ServiceDefaults.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kubrick.ServiceDefaults;

/// <summary>Runs a service, and reports wrong settings in one sentence each.</summary>
public static class ServiceRunExtensions
{
    /// <summary>The exit code when a setting is wrong or missing (<c>EX_CONFIG</c> of <c>sysexits.h</c>).</summary>
    public const int ExitCodeForSettings = 78;

    /// <summary>
    /// Runs until the process is asked to stop. When settings are wrong, the start fails with one line on standard error per setting, which names it, instead of a stack trace.
    /// </summary>
    /// <param name="app">The service.</param>
    /// <param name="use">Adds middleware and endpoints; called after the settings were validated, because it may read them.</param>
    /// <returns>The process's exit code: 0, or <see cref="ExitCodeForSettings"/>.</returns>
    public static async Task<int> RunServiceAsync(this WebApplication app, Action? use = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        // Read now: after a failed run the services are disposed.
        var name = app.Environment.ApplicationName;
        try
        {
            // Validated first: otherwise the first user of a wrong setting would fail, and the host would log its stack trace.
            app.Services.GetService<IStartupValidator>()?.Validate();
            use?.Invoke();
            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (SettingFaults.Of(exception) is { Count: > 0 } faults)
        {
            foreach (var fault in faults)
            {
                await Console.Error.WriteLineAsync($"{name} cannot start: {fault}");
            }

            return ExitCodeForSettings;
        }
    }
}
