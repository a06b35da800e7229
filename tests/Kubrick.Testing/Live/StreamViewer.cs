using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Kubrick.Testing.Live;

/// <summary>A viewer of a stream: requests playlists (with blocking reloads while it follows live) and fetches the listed media.</summary>
/// <param name="gateway">A client of the gateway.</param>
/// <param name="recordingId">The recording.</param>
public sealed class StreamViewer(HttpClient gateway, string recordingId)
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(180);
    private readonly TaskCompletionSource playable = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The initialization section and every received part, in order.</summary>
    public MemoryStream Media { get; } = new();

    /// <summary>The received parts, in order.</summary>
    public List<ViewedPart> Parts { get; } = [];

    /// <summary>Whether received parts are kept, or only counted.</summary>
    public bool KeepsMedia { get; init; } = true;

    /// <summary>The number of received parts.</summary>
    public long PartCount { get; private set; }

    /// <summary>Completes when the stream can be played.</summary>
    public Task Playable => playable.Task;

    /// <summary>The time from the first request until the stream could be played; null until then.</summary>
    public TimeSpan? FirstPlayableAfter { get; private set; }

    private string Folder => $"/api/streams/{recordingId}/hls/";

    /// <summary>Requests the playlist; null while the stream cannot be played yet (503).</summary>
    public async Task<ParsedPlaylist?> PlaylistAsync(string query, CancellationToken cancellationToken)
    {
        using var response = await gateway.GetAsync(new Uri($"{Folder}manifest.m3u8{query}", UriKind.Relative), cancellationToken);
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            return null;
        }

        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? ParsedPlaylist.Parse(text)
            : throw new HttpRequestException($"{(int)response.StatusCode}: {text}", null, response.StatusCode);
    }

    /// <summary>Fetches a media object.</summary>
    public Task<byte[]> MediaAsync(string uri, CancellationToken cancellationToken) =>
        gateway.GetByteArrayAsync(new Uri(Folder + uri, UriKind.Relative), cancellationToken);

    /// <summary>Waits until the stream can be played.</summary>
    public async Task<ParsedPlaylist> WaitUntilPlayableAsync(CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < StartTimeout)
        {
            if (await PlaylistAsync("", cancellationToken) is { } playlist && (playlist.Parts.Count > 0 || playlist.Segments.Count > 0))
            {
                FirstPlayableAfter ??= Stopwatch.GetElapsedTime(start);
                playable.TrySetResult();
                return playlist;
            }

            await Task.Delay(100, cancellationToken);
        }

        playable.TrySetCanceled(CancellationToken.None);
        throw new TimeoutException($"Stream {recordingId} did not become playable.");
    }

    /// <summary>Follows the stream part by part, from the newest keyframe to its end.</summary>
    /// <exception cref="InvalidOperationException">A part was skipped, or the media sequence decreased.</exception>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        var playlist = await WaitUntilPlayableAsync(cancellationToken);
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
                        throw new InvalidOperationException($"Expected part {index} of segment {sequence}, received part {Index(part)} of segment {part.MediaSequence}.");
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
                throw new InvalidOperationException($"The media sequence decreased from {before} to {playlist.MediaSequence}.");
            }
        }
    }

    /// <summary>Waits for the playlist of the ended stream. Each replica learns of the end separately, so an earlier one may still list the live window.</summary>
    public async Task<ParsedPlaylist> EndedPlaylistAsync(CancellationToken cancellationToken)
    {
        ParsedPlaylist? playlist = null;
        await Eventually.TrueAsync(
            "the stream is a video on demand",
            async () => (playlist = await PlaylistAsync("", cancellationToken)) is { IsEnded: true, MediaSequence: 0 },
            cancellationToken);
        return playlist!;
    }

    /// <summary>Fetches the whole video on demand: the initialization section and every segment.</summary>
    public async Task<byte[]> VideoOnDemandAsync(CancellationToken cancellationToken)
    {
        var playlist = await EndedPlaylistAsync(cancellationToken);
        using var whole = new MemoryStream();
        if (playlist.Map is { } map)
        {
            await whole.WriteAsync(await MediaAsync(map, cancellationToken), cancellationToken);
        }

        foreach (var segment in playlist.Segments)
        {
            await whole.WriteAsync(await MediaAsync(segment.Uri, cancellationToken), cancellationToken);
        }

        return whole.ToArray();
    }

    // The part's number is in its name: the playlist may omit the first parts of an old segment.
    private static int Index(ParsedPart part) => int.Parse(part.Uri.Split('.')[^2], CultureInfo.InvariantCulture);
}
