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
    /// Runs until the process is asked to stop. A setting that fails its validation ends the start with a line on standard error
    /// that names it, instead of a stack trace.
    /// </summary>
    /// <returns>The process's exit code: 0, or <see cref="ExitCodeForSettings"/>.</returns>
    public static async Task<int> RunServiceAsync(this WebApplication app)
    {
        // Asked for now: when the run has failed, nothing can be asked for any more.
        var name = app.Environment.ApplicationName;
        try
        {
            // First of all: else whatever needs the setting first would fail, and the host would show where.
            app.Services.GetService<IStartupValidator>()?.Validate();
            await app.RunAsync();
            return 0;
        }
        catch (OptionsValidationException exception)
        {
            return await TellAsync(name, exception.Failures);
        }
        catch (AggregateException exception) when (exception.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            return await TellAsync(name, exception.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures));
        }
    }

    private static async Task<int> TellAsync(string name, IEnumerable<string> failures)
    {
        foreach (var failure in failures)
        {
            await Console.Error.WriteLineAsync($"{name} cannot start: {failure}");
        }

        return ExitCodeForSettings;
    }
}
