using Kubrick.Uploads.Tests.Servers;

namespace Kubrick.Uploads.Tests.Crashes;

public sealed class KilledProcessTests
{
    [Fact]
    public async Task Parts_that_were_acknowledged_survive_a_kill_while_others_arrive()
    {
        await using var server = await UploadsProcess.StartAsync();
        var upload = await Upload.BeginAsync(server, (7 * Upload.Chunk) + 77);
        await upload.SendAsync(1);
        var others = Enumerable.Range(2, 6).Select(number => TrySendAsync(upload, number)).ToList();
        await Eventually.IsAsync(() => upload.ETags.Count >= 2 || TempFiles(server) > 0, "No part arrives.");

        await server.KillAsync();
        await Task.WhenAll(others);
        var acknowledged = upload.ETags.ToDictionary();
        await server.RestartAsync();

        var held = (await server.GetAsync(upload.RecordingId)).Body.GetProperty("parts").EnumerateArray()
            .ToDictionary(part => part.GetProperty("partNumber").GetInt32(), part => part.GetProperty("etag").GetString());
        Assert.All(acknowledged, part => Assert.Equal(part.Value.Trim('"'), held[part.Key]));
        foreach (var missing in Enumerable.Range(1, upload.Total).Except(acknowledged.Keys))
        {
            await upload.SendAsync(missing);
        }

        Assert.Equal(200, (await upload.CompleteAsync()).Status);
        Assert.True(upload.IsStoredWhole());
    }

    [Fact]
    public async Task A_kill_while_the_parts_are_put_together_loses_nothing()
    {
        await using var server = await UploadsProcess.StartAsync();
        var upload = await Upload.BeginAsync(server, (5 * Upload.Chunk) + 55);
        await upload.SendAllAsync();
        var completing = TryCompleteAsync(upload);
        await Eventually.IsAsync(() => completing.IsCompleted || TempFiles(server) > 0, "Completing does not begin.");

        await server.KillAsync();
        await completing;
        await server.RestartAsync();

        Assert.Equal(200, (await upload.CompleteAsync()).Status);
        Assert.True(upload.IsStoredWhole());
        Assert.Empty(Directory.GetDirectories(Path.Combine(server.Folder, "uploads")));
    }

    private static int TempFiles(UploadsProcess server) => Directory.GetFiles(Path.Combine(server.Folder, "tmp")).Length;

    private static async Task TrySendAsync(Upload upload, int number)
    {
        try
        {
            await upload.SendAsync(number);
        }
        catch (HttpRequestException)
        {
            // The process died meanwhile.
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
            // The process died meanwhile.
        }
    }
}
