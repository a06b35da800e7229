using System.Collections.Concurrent;
using Kubrick.Contracts.Streams;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kubrick.Ingest.Tests.Servers;

/// <summary>A fake of the routes of Recordings and Playback that Ingest calls, over real HTTP.</summary>
internal sealed class FakeNeighbours : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, StreamTicket> tickets = new();
    private readonly ConcurrentDictionary<string, StreamState> states = new();
    private readonly ConcurrentDictionary<string, int> questions = new();
    private readonly ConcurrentDictionary<string, bool> asked = new();
    private readonly WebApplication app;

    private FakeNeighbours(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.First());

    /// <summary>Delays every answer of Recordings to a start.</summary>
    public Task Starts { get; set; } = Task.CompletedTask;

    /// <summary>Whether both fail every request.</summary>
    public bool AreAway { get; set; }

    public static async Task<FakeNeighbours> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var fake = new FakeNeighbours(app);
        app.MapPost(StreamRoutes.Prefix, async (string id) =>
        {
            fake.asked[id] = true;
            await fake.Starts;
            return fake.Find(id, isBegun: true);
        });
        app.MapGet(StreamRoutes.Prefix, (string id) =>
        {
            fake.questions.AddOrUpdate(id, 1, (_, count) => count + 1);
            return fake.Find(id, isBegun: false);
        });
        app.MapGet("/api/streams/{id}", fake.FindState);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return fake;
    }

    /// <summary>Creates a recording as <c>POST /api/recordings</c> does; returns its id.</summary>
    public string Create(string status = "uploading")
    {
        var id = Guid.NewGuid().ToString("N")[..24];
        tickets[id] = new StreamTicket
        {
            RecordingId = id,
            Status = status,
            Title = "A talk",
            RecorderName = "Ada",
            Quality = "720p",
            MimeType = "video/webm",
            CreatedAt = TimeProvider.System.GetUtcNow(),
            StorageSequence = 7,
            StreamPrefix = "media/of/" + id,
        };
        return id;
    }

    public void Delete(string id) => tickets.TryRemove(id, out _);

    public StreamTicket Ticket(string id) => tickets[id];

    /// <summary>Waits until a start asks Recordings.</summary>
    public Task IsAskedAsync(string id) =>
        Eventually.TrueAsync("a start asks for the recording", () => Task.FromResult(asked.ContainsKey(id)), TestContext.Current.CancellationToken);

    /// <summary>How often Recordings was asked for a recording.</summary>
    public int Questions(string id) => questions.GetValueOrDefault(id);

    public void Change(string id, string status) => tickets[id] = tickets[id] with { Status = status };

    /// <summary>Sets the state that Playback reports.</summary>
    public StreamState SetState(string id, string status) => states[id] = new StreamState
    {
        RecordingId = id,
        Status = status,
        StartTime = 1_000,
        EndTime = status is "ended" or "error" ? 9_000 : null,
        Duration = 8_000,
        ViewerCount = 5,
        SegmentsUploaded = 4,
        BytesUploaded = 4_444,
        LastActivity = 9_000,
        ManifestUrl = $"/api/streams/{id}/hls/manifest.m3u8",
        Error = status == "error" ? "It broke." : null,
        Transcoder = new TranscoderState(true, 4, 5_555, []),
    };

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private IResult Find(string id, bool isBegun) => AreAway
        ? Results.StatusCode(500)
        : !tickets.TryGetValue(id, out var ticket)
            ? ApiErrors.NotFound("There is no such recording.")
            : ticket.Status == "video"
                ? ApiErrors.InvalidFormat("This recording is no stream.")
                : isBegun && ticket.Status is not ("uploading" or "recording")
                    ? ApiErrors.Conflict("The recording's status does not allow this.")
                    : Results.Json(ticket);

    private IResult FindState(string id) => AreAway
        ? Results.StatusCode(500)
        : states.TryGetValue(id, out var state)
            ? Results.Json(new { data = new { type = "live-stream", id, attributes = state } }, contentType: ApiErrorResult.ContentType)
            : ApiErrors.NotFound("There is no such stream.");
}
