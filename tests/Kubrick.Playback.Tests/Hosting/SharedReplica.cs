namespace Kubrick.Playback.Tests.Hosting;

/// <summary>One replica for the tests that do not care what else is stored.</summary>
internal sealed class SharedReplica(World world, PlaybackApp app) : IAsyncDisposable
{
    public World World => world;

    public PlaybackApp App => app;

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        world.Dispose();
    }
}
