using Kubrick.Testing;
using Kubrick.Uploads.Tests.Servers;

namespace Kubrick.Uploads.Tests.Crashes;

/// <summary>Each test kills the process and starts it again.</summary>
public sealed class KilledProcessTests : IClassFixture<KilledProcessTests.Fixture>
{
    private readonly UploadsProcess server;

    public KilledProcessTests(Fixture fixture) => server = fixture.Server;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Acknowledged_parts_survive_a_kill_while_others_arrive()
    {
        var upload = await Upload.StartAsync(server, (7 * server.PartBytes) + 77);
        await upload.SendAsync(1);
        var others = Enumerable.Range(2, 6).Select(number => TrySendAsync(upload, number)).ToList();
        await Eventually.TrueAsync("a part arrives", () => Task.FromResult(upload.ETags.Count >= 2 || TempFiles() > 0), Cancel);

        await server.KillAsync();
        await Task.WhenAll(others);
        var acknowledged = upload.ETags.ToDictionary();
        await server.RestartAsync();

        var stored = (await server.GetAsync(upload.RecordingId)).Body.GetProperty("parts").EnumerateArray()
            .ToDictionary(part => part.GetProperty("partNumber").GetInt32(), part => part.GetProperty("etag").GetString());
        Assert.All(acknowledged, part => Assert.Equal(part.Value.Trim('"'), stored[part.Key]));
        foreach (var missing in Enumerable.Range(1, upload.Total).Except(acknowledged.Keys))
        {
            await upload.SendAsync(missing);
        }

        Assert.Equal(200, (await upload.CompleteAsync()).Status);
        Assert.True(upload.IsStoredWhole());
    }

    [Fact]
    public async Task A_kill_during_completion_loses_nothing()
    {
        var upload = await Upload.StartAsync(server, (5 * server.PartBytes) + 55);
        await upload.SendAllAsync();
        var completing = TryCompleteAsync(upload);
        await Eventually.TrueAsync("the completion starts", () => Task.FromResult(completing.IsCompleted || TempFiles() > 0), Cancel);

        await server.KillAsync();
        await completing;
        await server.RestartAsync();

        Assert.Equal(200, (await upload.CompleteAsync()).Status);
        Assert.True(upload.IsStoredWhole());
        Assert.False(Directory.Exists(Path.Combine(server.Folder, "uploads", upload.UploadId)));
    }

    private int TempFiles() => Directory.GetFiles(Path.Combine(server.Folder, "tmp")).Length;

    private static async Task TrySendAsync(Upload upload, int number)
    {
        try
        {
            await upload.SendAsync(number);
        }
        catch (HttpRequestException)
        {
            // The process was killed.
        }
    }

    private static async Task TryCompleteAsync(Upload upload)
    {
        try
        {
            await upload.CompleteAsync();
        }
        catch (HttpRequestException)
        {
            // The process was killed.
        }
    }

    public sealed class Fixture : IAsyncLifetime
    {
        internal UploadsProcess Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await UploadsProcess.StartAsync();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
