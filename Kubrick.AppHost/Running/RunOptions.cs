using Kubrick.AppHost.Ports;

namespace Kubrick.AppHost.Running;

/// <summary>Aspire's options for this run.</summary>
internal static class RunOptions
{
    /// <summary>The argument that disables the dashboard.</summary>
    public const string NoDashboard = "--no-dashboard";

    private const int WrongSetting = 78;

    /// <summary>
    /// Creates the options from the command line. The dashboard gets ports of this run when none are set, so that
    /// several checkouts can run concurrently. From
    /// now on, an invalid setting ends the program with one sentence and exit code 78.
    /// </summary>
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
            // Plain HTTP on the loopback address only.
            Environment.SetEnvironmentVariable("ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true");
        }

        return new DistributedApplicationOptions
        {
            Args = [.. args.Where(argument => argument != NoDashboard)],
            DisableDashboard = !hasDashboard,
            // Without the dashboard, the logs go to the terminal.
            EnableResourceLogging = !hasDashboard,
        };
    }
}
