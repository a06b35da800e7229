using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Kubrick.Testing.Live;

/// <summary>A viewer of a stream: asks for playlists, blocking where it follows live, and fetches all that they list.</summary>
/// <param name="gateway">A client of the gateway.</param>
/// <param name="recordingId">The recording.</param>
public sealed class StreamViewer(HttpClient gateway, string recordingId)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TaskCompletionSource playable = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The initialisation section and every part that came while following, in order.</summary>
    public MemoryStream Media { get; } = new();

    /// <summary>The parts that came, in order.</summary>
    public List<ViewedPart> Parts { get; } = [];

    /// <summary>Whether what comes is kept, or only counted.</summary>
    public bool KeepsMedia { get; init; } = true;

    /// <summary>How many parts came.</summary>
    public long PartCount { get; private set; }

    /// <summary>Is done when there is something to play.</summary>
    public Task Playable => playable.Task;

    /// <summary>How long it took, from the first question, until something could be played; null until then.</summary>
    public TimeSpan? FirstPlayableAfter { get; private set; }

    private string Folder => $"/api/streams/{recordingId}/hls/";

    /// <summary>The playlist; null while there is nothing to play (503).</summary>
    public async Task<MediaPlaylist?> PlaylistAsync(string query, CancellationToken cancellationToken)
    {
        using var response = await gateway.GetAsync(new Uri($"{Folder}manifest.m3u8{query}", UriKind.Relative), cancellationToken);
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            return null;
        }

        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? MediaPlaylist.Parse(text)
            : throw new HttpRequestException($"{(int)response.StatusCode}: {text}", null, response.StatusCode);
    }

    /// <summary>A media object, whole.</summary>
    public Task<byte[]> MediaAsync(string uri, CancellationToken cancellationToken) =>
        gateway.GetByteArrayAsync(new Uri(Folder + uri, UriKind.Relative), cancellationToken);

    /// <summary>Waits until there is something to play.</summary>
    public async Task<MediaPlaylist> WaitAsync(CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < Patience)
        {
            if (await PlaylistAsync("", cancellationToken) is { } playlist && (playlist.Parts.Count > 0 || playlist.Segments.Count > 0))
            {
                FirstPlayableAfter ??= Stopwatch.GetElapsedTime(began);
                playable.TrySetResult();
                return playlist;
            }

            await Task.Delay(100, cancellationToken);
        }

        playable.TrySetCanceled(CancellationToken.None);
        throw new TimeoutException($"Nothing of {recordingId} can be played.");
    }

    /// <summary>Follows the stream part by part, from the newest keyframe on, until its end.</summary>
    /// <exception cref="InvalidOperationException">A part that should follow was left out, or the media sequence went back.</exception>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        var playlist = await WaitAsync(cancellationToken);
        var map = playlist.Map!;
        await Media.WriteAsync(await MediaAsync(map, cancellationToken), cancellationToken);
        var next = playlist.Parts.LastOrDefault(part => part.IsIndependent) ?? playlist.Parts[^1];
        var (sequence, index) = (next.MediaSequence, Index(next));
        for (var isLive = false; ; isLive = true)
        {
            foreach (var part in playlist.Parts.Where(part => (part.MediaSequence, Index(part)).CompareTo((sequence, index)) >= 0).ToList())
            {
                if (part.MediaSequence != sequence || Index(part) != index)
                {
                    if (part.MediaSequence != sequence + 1 || Index(part) != 0)
                    {
                        throw new InvalidOperationException($"Behind part {index} of segment {sequence} came part {Index(part)} of segment {part.MediaSequence}.");
                    }

                    (sequence, index) = (part.MediaSequence, 0);
                }

                var bytes = await MediaAsync(part.Uri, cancellationToken);
                PartCount++;
                if (KeepsMedia)
                {
                    Parts.Add(new ViewedPart(part, bytes, Stopwatch.GetTimestamp(), isLive));
                    await Media.WriteAsync(bytes, cancellationToken);
                }

                index++;
            }

            if (playlist.IsEnded)
            {
                return;
            }

            if (sequence < playlist.NextSequence)
            {
                // The segment is complete: its next part is the first of the next segment.
                (sequence, index) = (sequence + 1, 0);
            }

            var query = string.Create(CultureInfo.InvariantCulture, $"?_HLS_msn={sequence}&_HLS_part={index}");
            var before = playlist.MediaSequence;
            playlist = await PlaylistAsync(query, cancellationToken) ?? playlist;
            if (playlist.MediaSequence < before)
            {
                throw new InvalidOperationException($"The media sequence went back from {before} to {playlist.MediaSequence}.");
            }
        }
    }

    /// <summary>The whole video on demand: the initialisation section and every segment.</summary>
    public async Task<byte[]> VideoOnDemandAsync(CancellationToken cancellationToken)
    {
        MediaPlaylist? playlist = null;
        // Each replica hears of the end on its own.
        await Eventually.TrueAsync(
            "the stream is a video on demand",
            async () => (playlist = await PlaylistAsync("", cancellationToken)) is { IsEnded: true, MediaSequence: 0 },
            cancellationToken);

        using var whole = new MemoryStream();
        if (playlist!.Map is { } map)
        {
            await whole.WriteAsync(await MediaAsync(map, cancellationToken), cancellationToken);
        }

        foreach (var segment in playlist.Segments)
        {
            await whole.WriteAsync(await MediaAsync(segment.Uri, cancellationToken), cancellationToken);
        }

        return whole.ToArray();
    }

    // A part's own number stands in its name; the playlist may not list the first ones of an old segment.
    private static int Index(PlaylistPart part) => int.Parse(part.Uri.Split('.')[^2], CultureInfo.InvariantCulture);
}
