using System.Net;
using Kubrick.Testing;

namespace Kubrick.Functional.Tests;

/// <summary>Single processes are killed or stopped: the other services keep serving, and no data is lost.</summary>
[Collection(CrashSystemCollection.Name)]
public sealed class ResilienceTests(CrashSystem system)
{
    private static readonly TimeSpan RecoveryTimeout = TimeSpan.FromSeconds(30);
    private readonly Client client = new(system);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("recordings")]
    [InlineData("uploads")]
    [InlineData("web")]
    [InlineData("gateway")]
    [InlineData("mongo")]
    [InlineData("messaging")]
    public async Task A_killed_process_restarts_and_no_data_is_lost(string resource)
    {
        var bytes = VideoFile.WebM(50_000);
        var before = await client.CreatedId(("title", $"Before {resource}"));
        await client.Upload(before, bytes);
        var open = await client.CreatedId(("title", $"Open {resource}"));
        (await client.InitChunked(open, bytes.Length)).Expect(HttpStatusCode.OK);
        var part = await client.PartUrl(open, 1);
        var processes = system.Processes.Of(resource);
        Assert.NotEmpty(processes);

        system.Processes.Kill(resource);

        // The other services keep serving: the web app does not need the API, and the API does not need the web app.
        if (resource is not ("gateway" or "web"))
        {
            using var page = await system.Gateway.GetAsync("/library", Cancel);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        }

        if (resource is "web" or "uploads" or "messaging")
        {
            (await client.Get("/api/recordings")).Expect(HttpStatusCode.OK);
            await client.CreatedId(("title", $"While {resource} is down"));
        }

        // A part with a signed URL can be uploaded without the database and without Recordings.
        if (resource is "recordings" or "mongo" or "web")
        {
            using var put = await client.PutTo(part, bytes);
            Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync(Cancel));
        }

        // Wait for the new process first: the gateway caches the health of the old one for a second.
        await WaitUntilAsync("a new process runs", () => Task.FromResult(system.Processes.Of(resource) is var now && now.Count == processes.Count && !now.Intersect(processes).Any()));
        await system.WaitForBrokerAsync(Cancel);
        await WaitUntilAsync("the recording is served", async () => (await client.Get($"/api/recordings/{before}")).Status == HttpStatusCode.OK);
        await WaitUntilAsync("the web app is served", async () => (await client.Get("/library")).Status == HttpStatusCode.OK);
        await WaitUntilAsync("the gateway is healthy", async () => (await client.Get("/health")).Json.GetProperty("status").GetString() == "healthy");
        await WaitUntilAsync("the video is served", async () => Client.Sha256(await client.Video(before)) == Client.Sha256(bytes));
        var after = await client.CreatedId(("title", $"After {resource}"));
        await client.Upload(after, bytes);
    }

    [Fact]
    public async Task While_the_database_is_down_the_API_returns_an_error_of_the_contract()
    {
        await system.StopAsync("mongo", Cancel);
        (await client.Get("/api/recordings")).ExpectError(HttpStatusCode.ServiceUnavailable, "SERVER_ERROR");
        (await client.Create()).ExpectError(HttpStatusCode.ServiceUnavailable, "SERVER_ERROR");
        await system.StartAsync("mongo", Cancel);
        await WaitUntilAsync("recordings are listed", async () => (await client.Get("/api/recordings")).Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task While_the_broker_is_down_recordings_can_be_created_uploaded_and_deleted()
    {
        await system.StopAsync("messaging", Cancel);
        var id = await client.CreatedId();
        await client.Upload(id, VideoFile.WebM(1000));
        (await client.Delete($"/api/recordings/{id}")).Expect(HttpStatusCode.NoContent);
        await system.StartAsync("messaging", Cancel);
        await system.WaitForBrokerAsync(Cancel);
        await WaitUntilAsync("the gateway is healthy", async () => (await client.Get("/health")).Json.GetProperty("status").GetString() == "healthy");
    }

    private static Task WaitUntilAsync(string what, Func<Task<bool>> condition) => Eventually.TrueAsync(
        what,
        async () =>
        {
            try
            {
                return await condition();
            }
            catch (HttpRequestException)
            {
                // The killed process may be the gateway.
                return false;
            }
        },
        Cancel,
        RecoveryTimeout);
}
