namespace Kubrick.Playback.Tests.Hosting;

/// <summary>A replica for tests that tolerate the data of other tests.</summary>
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
