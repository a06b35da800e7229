using Kubrick.AppHost.Ports;

namespace Kubrick.AppHost.Running;

/// <summary>How this run of the application is hosted.</summary>
internal static class RunOptions
{
    /// <summary>The argument for a run without Aspire's dashboard.</summary>
    public const string NoDashboard = "--no-dashboard";

    private const int WrongSetting = 78;

    /// <summary>Aspire's options for a command line, with the dashboard on ports of this run's own where none are set (<c>launchSettings.json</c> sets some). A setting that is wrong ends the program with one sentence and exit code 78.</summary>
    public static DistributedApplicationOptions Create(string[] args, PortBlock ports)
    {
        AppDomain.CurrentDomain.UnhandledException += (_, unhandled) =>
        {
            if (unhandled.ExceptionObject is DistributedApplicationException exception)
            {
                Console.Error.WriteLine(exception.Message);
                Environment.Exit(WrongSetting);
            }
        };
        var hasDashboard = !args.Contains(NoDashboard, StringComparer.Ordinal);
        if (Environment.GetEnvironmentVariable("ASPNETCORE_URLS") is null)
        {
            Environment.SetEnvironmentVariable("ASPNETCORE_URLS", $"http://127.0.0.1:{ports.Next()}");
            Environment.SetEnvironmentVariable("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", $"http://127.0.0.1:{ports.Next()}");
            Environment.SetEnvironmentVariable("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", $"http://127.0.0.1:{ports.Next()}");
            // Plain HTTP: all of it stays on the loopback address.
            Environment.SetEnvironmentVariable("ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true");
        }

        return new DistributedApplicationOptions
        {
            Args = [.. args.Where(argument => argument != NoDashboard)],
            DisableDashboard = !hasDashboard,
            // Without the dashboard, the terminal is where an operator reads the logs.
            EnableResourceLogging = !hasDashboard,
        };
    }
}
