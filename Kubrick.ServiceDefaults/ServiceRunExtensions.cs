using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace Kubrick.ServiceDefaults;

/// <summary>Runs a service and tells in one sentence why it could not start.</summary>
public static class ServiceRunExtensions
{
    /// <summary>The exit code of a service that a wrong or missing setting stopped (<c>EX_CONFIG</c> of <c>sysexits.h</c>).</summary>
    public const int ExitCodeForSettings = 78;

    /// <summary>
    /// Runs until the process is asked to stop. A setting that fails its validation ends the start with a line on standard error
    /// that names it, instead of a stack trace.
    /// </summary>
    /// <returns>The process's exit code: 0, or <see cref="ExitCodeForSettings"/>.</returns>
    public static async Task<int> RunServiceAsync(this WebApplication app)
    {
        try
        {
            await app.RunAsync();
            return 0;
        }
        catch (OptionsValidationException exception)
        {
            foreach (var failure in exception.Failures)
            {
                await Console.Error.WriteLineAsync($"{app.Environment.ApplicationName} cannot start: {failure}");
            }

            return ExitCodeForSettings;
        }
    }
}
