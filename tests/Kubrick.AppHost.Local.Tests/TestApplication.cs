using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace Kubrick.AppHost.Local.Tests;

/// <summary>Applications and files of one test.</summary>
internal static class TestApplication
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static CancellationToken Deadline
    {
        get
        {
            var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            source.CancelAfter(Patience);
            return source.Token;
        }
    }

    public static async Task<DistributedApplication> StartAsync(Action<IDistributedApplicationTestingBuilder> describe, CancellationToken cancellationToken, params string[] args)
    {
        var builder = DistributedApplicationTestingBuilder.Create(args);
        describe(builder);
        var application = await builder.BuildAsync(cancellationToken);
        try
        {
            await application.StartAsync(cancellationToken);
            return application;
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for a condition; the deadline is the token's.</summary>
    public static async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (!condition())
        {
            await Task.Delay(20, cancellationToken);
        }
    }

    public static async Task UntilAsync(Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        while (!await condition())
        {
            await Task.Delay(20, cancellationToken);
        }
    }

    public static bool IsAlive(int process) => ProcessTable.Find(process) is not null;

    /// <summary>The processes that were started in a folder; it marks them as a test's own.</summary>
    public static IReadOnlyList<ProcessEntry> MarkedBy(string variable) => ProcessTable.WithVariable(variable, whole: true);
}
