using System.Diagnostics.Metrics;
using Kubrick.Playback.Live;

namespace Kubrick.Playback;

/// <summary>The meter <c>Kubrick.Playback</c>.</summary>
internal sealed class PlaybackMetrics
{
    public const string Name = "Kubrick.Playback";

    private static readonly KeyValuePair<string, object?> Memory = new("source", "memory");
    private static readonly KeyValuePair<string, object?> Storage = new("source", "storage");

    private readonly Counter<long> media;
    private readonly Counter<long> reloads;
    private readonly Counter<long> viewers;

    public PlaybackMetrics(IMeterFactory meters, LiveStreams streams, LiveCapacity capacity)
    {
        var meter = meters.Create(Name);
        meter.CreateObservableGauge("kubrick.playback.streams", () => streams.Count, "{stream}", "Streams attached on this replica");
        meter.CreateObservableGauge("kubrick.playback.window.bytes", () => capacity.UsedBytes, "By", "Media in memory");
        meter.CreateObservableGauge("kubrick.playback.waiters", () => capacity.Waiters, "{request}", "Requests that wait for media");
        media = meter.CreateCounter<long>("kubrick.playback.media", "{request}", "Media served, by source");
        reloads = meter.CreateCounter<long>("kubrick.playback.reloads", "{request}", "Blocking playlist reloads, by whether they waited");
        viewers = meter.CreateCounter<long>("kubrick.playback.viewers", "{viewer}", "Viewers who joined or left");
    }

    public void MediaServed(bool isFromMemory) => media.Add(1, isFromMemory ? Memory : Storage);

    public void Reloaded(bool hasWaited) => reloads.Add(1, new KeyValuePair<string, object?>("waited", hasWaited));

    public void ViewerJoined() => viewers.Add(1, new KeyValuePair<string, object?>("what", "joined"));

    public void ViewerLeft() => viewers.Add(1, new KeyValuePair<string, object?>("what", "left"));
}
