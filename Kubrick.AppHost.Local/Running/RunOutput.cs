namespace Kubrick.AppHost.Local;

/// <summary>Where the resources' lines are shown; nowhere in a test.</summary>
internal sealed class RunOutput(LogConsole? console) : IAsyncDisposable
{
    public LogConsole? Console { get; } = console;

    public ValueTask DisposeAsync() => Console?.DisposeAsync() ?? ValueTask.CompletedTask;
}
