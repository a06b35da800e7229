using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace Kubrick.Clients.Tests;

/// <summary>The only recording of a recorder, as the API on the origin of a front end shows it.</summary>
internal sealed class StoredInterview(Site site, string recorder)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Waits until there is one, with a status.</summary>
    public Task<JsonElement> WaitForStatusAsync(string status) => WaitAsync(recording => recording.GetProperty("attributes").GetProperty("status").GetString() == status, $"'{status}'");

    /// <summary>Waits until it has a number of pauses. Those of a stream are reported by an event of their own.</summary>
    public Task WaitForPausesAsync(int count) => WaitAsync(recording => recording.GetProperty("attributes").GetProperty("pauseCount").GetInt32() == count, $"one with {count} pauses");

    /// <summary>Waits until its previews exist, which are made with a low priority.</summary>
    public async Task<JsonElement> WaitUntilProcessedAsync()
    {
        var processed = await WaitAsync(
            recording => recording.GetProperty("attributes").GetProperty("processing") is { ValueKind: JsonValueKind.Object } processing
                && processing.GetProperty("state").GetString() is not ("queued" or "running"),
            "processed");
        Assert.Equal("done", processed.GetProperty("attributes").GetProperty("processing").GetProperty("state").GetString());
        return processed;
    }

    /// <summary>Waits until its stream can be played. A player of these front ends that meets the 503 before gives up.</summary>
    public async Task WaitUntilPlayableAsync(string id)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        timeout.CancelAfter(Limit);
        while (true)
        {
            using var response = await site.Http.GetAsync(new Uri($"/api/streams/{id}/hls/manifest.m3u8", UriKind.Relative), timeout.Token);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return;
            }

            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            await Task.Delay(TimeSpan.FromMilliseconds(200), timeout.Token);
        }
    }

    /// <summary>Restores it, which these front ends have no button for.</summary>
    public async Task RestoreAsync(string id)
    {
        using var body = JsonContent.Create(new { data = new { type = "recordings", id, attributes = new { status = "ready" } } });
        using var response = await site.Http.PatchAsync(new Uri($"/api/recordings/{id}", UriKind.Relative), body, Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    /// <summary>Asserts that the original is stored byte for byte, and that its signed URL leads to the origin of the front end.</summary>
    public async Task AssertStoredAsync(JsonElement recording, RecordedMedia recorded)
    {
        var attributes = recording.GetProperty("attributes");
        var url = new Uri(site.Origin, attributes.GetProperty("originalUrl").GetString());
        Assert.Equal(site.Origin.Authority, url.Authority);
        var bytes = await site.Http.GetByteArrayAsync(url, Cancel);
        Assert.Equal(recorded, new RecordedMedia(bytes.LongLength, Convert.ToHexString(SHA256.HashData(bytes))));
        Assert.Equal(recorded.Bytes, attributes.GetProperty("fileBytes").GetInt64());
    }

    private async Task<JsonElement> WaitAsync(Func<JsonElement, bool> isWanted, string what)
    {
        using var deadline = new CancellationTokenSource(Limit);
        while (true)
        {
            var list = await site.Http.GetFromJsonAsync<JsonElement>(new Uri($"/api/recordings?filter[recorderName]={recorder}", UriKind.Relative), Cancel);
            var found = list.GetProperty("data").EnumerateArray().ToList();
            if (found.Count > 0 && isWanted(Assert.Single(found)))
            {
                return found[0];
            }

            Assert.False(deadline.IsCancellationRequested, $"The recording did not become {what}: {string.Join(' ', found)}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), Cancel);
        }
    }
}
