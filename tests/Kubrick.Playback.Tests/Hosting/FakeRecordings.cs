using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Kubrick.Contracts.Streams;

namespace Kubrick.Playback.Tests.Hosting;

/// <summary>Recordings' internal API as Playback meets it: it knows what a test told it.</summary>
internal sealed class FakeRecordings : HttpMessageHandler
{
    private const string Idle = "idle";
    private readonly ConcurrentDictionary<string, string> statuses = new();
    private int asked;

    public bool IsAway { get; set; }

    public int Asked => Volatile.Read(ref asked);

    /// <summary>There is such a recording, to be streamed.</summary>
    public string Add(string status = "recording") => Put(status);

    /// <summary>There is such a recording, and nobody asked yet to stream it.</summary>
    public string AddIdle() => Put(Idle);

    /// <summary>It is gone.</summary>
    public void Remove(string id) => statuses.TryRemove(id, out _);

    /// <summary>There is such a recording, and it is no stream.</summary>
    public string AddVideo() => Put("video");

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref asked);
        var id = request.RequestUri!.Segments[3].TrimEnd('/');
        if (IsAway)
        {
            throw new HttpRequestException("Nobody listens.");
        }

        return Task.FromResult(statuses.GetValueOrDefault(id) switch
        {
            null => new HttpResponseMessage(HttpStatusCode.NotFound),
            "video" => new HttpResponseMessage(HttpStatusCode.BadRequest),
            Idle => Ticket(id, "uploading", 0),
            var status => Ticket(id, status, 1),
        });
    }

    private static HttpResponseMessage Ticket(string id, string status, int sequence) => new(HttpStatusCode.OK)
    {
        Content = JsonContent.Create(new StreamTicket
        {
            RecordingId = id,
            Status = status,
            Title = "Title",
            RecorderName = "Ada",
            Quality = "720p",
            MimeType = "video/webm",
            CreatedAt = DateTimeOffset.UnixEpoch,
            StorageSequence = sequence,
            StreamPrefix = DefaultKeys.Keys.StreamPrefix(id),
        }),
    };

    private string Put(string status)
    {
        var id = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray())[..24];
        statuses[id] = status;
        return id;
    }
}
