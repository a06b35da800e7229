using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Kubrick.Contracts.Streams;

namespace Kubrick.Playback.Tests.Hosting;

/// <summary>A fake of the internal API of Recordings. It knows the recordings that a test adds.</summary>
internal sealed class FakeTicketApi : HttpMessageHandler
{
    private const string Idle = "idle";
    private readonly ConcurrentDictionary<string, string> statuses = new();
    private readonly ConcurrentDictionary<string, string> playlists = new();
    private readonly ConcurrentDictionary<string, (string Provider, string Bucket)> places = new();
    private int requests;

    public bool IsUnavailable { get; set; }

    public int Requests => Volatile.Read(ref requests);

    /// <summary>Adds a recording whose stream was requested.</summary>
    public string Add(string status = "recording") => Put(status);

    /// <summary>Adds a recording whose stream was not requested yet.</summary>
    public string AddIdle() => Put(Idle);

    /// <summary>Adds a stream of the first system, whose playlist is stored elsewhere.</summary>
    public string AddElsewhere(string status, Func<string, string> playlistKey)
    {
        var id = Put(status);
        playlists[id] = playlistKey(id);
        return id;
    }

    /// <summary>Adds a stream that is stored in a place.</summary>
    public string AddIn(string status, string provider, string bucket)
    {
        var id = Put(status);
        PutIn(id, provider, bucket);
        return id;
    }

    /// <summary>Changes the place of a stream.</summary>
    public void PutIn(string id, string provider, string bucket) => places[id] = (provider, bucket);

    /// <summary>Changes the playlist's key of a stream.</summary>
    public void PutElsewhere(string id, string playlistKey) => playlists[id] = playlistKey;

    /// <summary>Changes the status of a recording.</summary>
    public void Change(string id, string status) => statuses[id] = status;

    public void Remove(string id) => statuses.TryRemove(id, out _);

    /// <summary>Adds a recording that is not a stream.</summary>
    public string AddVideo() => Put("video");

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref requests);
        var id = request.RequestUri!.Segments[3].TrimEnd('/');
        if (IsUnavailable)
        {
            throw new HttpRequestException("Connection refused.");
        }

        return Task.FromResult(statuses.GetValueOrDefault(id) switch
        {
            null => new HttpResponseMessage(HttpStatusCode.NotFound),
            "video" => new HttpResponseMessage(HttpStatusCode.BadRequest),
            Idle => Ticket(id, "uploading", 0),
            var status => Ticket(id, status, 1),
        });
    }

    private HttpResponseMessage Ticket(string id, string status, int sequence) => new(HttpStatusCode.OK)
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
            PlaylistKey = playlists.GetValueOrDefault(id),
            Provider = places.TryGetValue(id, out var place) ? place.Provider : null,
            Bucket = place.Bucket,
        }),
    };

    private string Put(string status)
    {
        var id = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray())[..24];
        statuses[id] = status;
        return id;
    }
}
