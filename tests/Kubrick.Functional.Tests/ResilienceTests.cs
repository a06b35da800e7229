using System.Diagnostics;
using System.Net;

namespace Kubrick.Functional.Tests;

/// <summary>Any one process dies: the others serve on, and it comes back by itself with nothing lost.</summary>
[Collection(MortalSystemCollection.Name)]
public sealed class ResilienceTests(MortalSystem system)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly Client client = new(system);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("recordings")]
    [InlineData("uploads")]
    [InlineData("web")]
    [InlineData("gateway")]
    [InlineData("mongo")]
    [InlineData("messaging")]
    public async Task A_killed_process_is_back_by_itself_and_nothing_is_lost(string resource)
    {
        var bytes = Client.RandomBytes(50_000);
        var before = await client.CreatedId(("title", $"Before {resource}"));
        await client.Upload(before, bytes);
        var open = await client.CreatedId(("title", $"Open {resource}"));
        (await client.InitChunked(open, bytes.Length)).Expect(HttpStatusCode.OK);
        var part = await client.PartUrl(open, 1);
        var processes = system.Processes.Of(resource);
        Assert.NotEmpty(processes);

        system.Processes.Kill(resource);

        // The others serve on: the app's page does not need the data, the data does not need the page.
        if (resource is not ("gateway" or "web"))
        {
            using var page = await system.Gateway.GetAsync("/library", Cancel);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        }

        if (resource is "web" or "uploads" or "messaging")
        {
            (await client.Get("/api/recordings")).Expect(HttpStatusCode.OK);
            await client.CreatedId(("title", $"While {resource} is away"));
        }

        // A part whose URL was signed before goes up without the database and without Recordings.
        if (resource is "recordings" or "mongo" or "web")
        {
            using var put = await client.PutTo(part, bytes);
            Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync(Cancel));
        }

        // A process of its own first: the gateway remembers for a second how the old one was.
        await Eventually(() => Task.FromResult(system.Processes.Of(resource) is var now && now.Count == processes.Count && !now.Intersect(processes).Any()));
        await system.BrokerServesAsync(Cancel);
        await Eventually(async () => (await client.Get($"/api/recordings/{before}")).Status == HttpStatusCode.OK);
        await Eventually(async () => (await client.Get("/library")).Status == HttpStatusCode.OK);
        await Eventually(async () => (await client.Get("/health")).Json.GetProperty("status").GetString() == "healthy");
        await Eventually(async () => Client.Sha256(await client.Video(before)) == Client.Sha256(bytes));
        var after = await client.CreatedId(("title", $"After {resource}"));
        await client.Upload(after, bytes);
    }

    [Fact]
    public async Task While_the_database_is_away_the_answer_is_an_error_of_the_contract()
    {
        await system.StopAsync("mongo", Cancel);
        (await client.Get("/api/recordings")).ExpectError(HttpStatusCode.ServiceUnavailable, "SERVER_ERROR");
        (await client.Create()).ExpectError(HttpStatusCode.ServiceUnavailable, "SERVER_ERROR");
        await system.StartAsync("mongo", Cancel);
        await Eventually(async () => (await client.Get("/api/recordings")).Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task While_the_broker_is_away_recordings_are_made_all_the_same()
    {
        await system.StopAsync("messaging", Cancel);
        var id = await client.CreatedId();
        await client.Upload(id, Client.RandomBytes(1000));
        (await client.Delete($"/api/recordings/{id}")).Expect(HttpStatusCode.NoContent);
        await system.StartAsync("messaging", Cancel);
        await system.BrokerServesAsync(Cancel);
        await Eventually(async () => (await client.Get("/health")).Json.GetProperty("status").GetString() == "healthy");
    }

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        var start = Stopwatch.GetTimestamp();
        for (; ; )
        {
            try
            {
                if (await condition())
                {
                    return;
                }
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(start) < Deadline)
            {
                // The gateway itself may be the one that was killed.
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < Deadline, "It did not come back.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), Cancel);
        }
    }
}
