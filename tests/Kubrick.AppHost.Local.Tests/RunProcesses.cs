using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.AppHost.Local.Tests;

internal static class RunProcesses
{
    /// <summary>Every process of a run, children and those that left their group too.</summary>
    public static IEnumerable<int> GetRunIds(this IServiceProvider services)
    {
        var runner = services.GetRequiredService<ApplicationRunner>();
        return ProcessTable.WithVariable($"{SupervisedProcess.MarkVariable}={runner.RunId}/", whole: false).Select(process => process.Id);
    }
}
