namespace Kubrick.Recordings.Tests.Hosting;

/// <summary>One service for the tests of a class that do not care what else is stored.</summary>
public sealed class SharedApp(Servers servers) : IAsyncLifetime
{
    internal RecordingsApp App { get; private set; } = null!;

    public ValueTask InitializeAsync()
    {
        App = RecordingsApp.Start(servers);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
