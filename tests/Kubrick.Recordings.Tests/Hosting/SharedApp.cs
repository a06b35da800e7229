namespace Kubrick.Recordings.Tests.Hosting;

/// <summary>One service for the tests of a class that do not depend on other stored recordings.</summary>
public sealed class SharedApp(Servers servers) : IAsyncLifetime
{
    internal RecordingsApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await RecordingsApp.StartAsync(servers);

    public ValueTask DisposeAsync() => App?.DisposeAsync() ?? ValueTask.CompletedTask;
}
