using Kubrick.ServiceDefaults.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kubrick.ServiceDefaults;

/// <summary>Runs a service and tells in one sentence why it could not start.</summary>
public static class ServiceRunExtensions
{
    /// <summary>The exit code of a service that a wrong or missing setting stopped (<c>EX_CONFIG</c> of <c>sysexits.h</c>).</summary>
    public const int ExitCodeForSettings = 78;

    /// <summary>
    /// Runs until the process is asked to stop. Settings that cannot be used end the start with a line on standard error
    /// for each, which names it, instead of a stack trace.
    /// </summary>
    /// <param name="app">The service.</param>
    /// <param name="use">What it answers to; here, because some of that depends on settings.</param>
    /// <returns>The process's exit code: 0, or <see cref="ExitCodeForSettings"/>.</returns>
    public static async Task<int> RunServiceAsync(this WebApplication app, Action? use = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        // Asked for now: when the run has failed, nothing can be asked for any more.
        var name = app.Environment.ApplicationName;
        try
        {
            // First of all: else whatever needs the setting first would fail, and the host would show where.
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
