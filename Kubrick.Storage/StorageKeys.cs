using Kubrick.Storage.Keys;

namespace Kubrick.Storage;

/// <summary>Builds every key that the product stores objects under, with the patterns of the settings (<c>docs/storage.md</c>). Nothing else builds keys.</summary>
public sealed class StorageKeys
{
    private readonly KeyPattern video;
    private readonly KeyPattern thumbnail;
    private readonly KeyPattern stream;
    private readonly KeyPattern previews;
    private readonly string playlist;

    /// <summary>Uses the patterns of some settings.</summary>
    /// <exception cref="FormatException">A pattern is wrong.</exception>
    public StorageKeys(StorageKeyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        video = options.VideoPattern;
        thumbnail = options.ThumbnailPattern;
        stream = options.StreamPattern;
        previews = options.PreviewsPattern;
        playlist = options.PlaylistPattern.Text;
    }

    /// <summary>Whether an object can have this key. Documents of other systems may name keys that none has.</summary>
    public static bool IsKey(string? key) => ObjectKey.IsValid(key);

    /// <summary>The video: <c>recordings/{yyyy}/{MM}/{dd}/{id}-{sequence:000}.{extension}</c> by default, the date in UTC.</summary>
    /// <param name="recordingId">The recording's id.</param>
    /// <param name="createdAt">The time at which the recording was created.</param>
    /// <param name="sequence">The running number of that day, from 1.</param>
    /// <param name="contentType">Decides the extension: <c>.mp4</c> for an MP4 container, else <c>.webm</c>.</param>
    public string Video(string recordingId, DateTimeOffset createdAt, int sequence, string contentType)
    {
        var day = createdAt.UtcDateTime;
        var extension = contentType.EndsWith("/mp4", StringComparison.OrdinalIgnoreCase) ? "mp4" : "webm";
        return video.Write(recordingId, (long)sequence, extension, (long)day.Year, (long)day.Month, (long)day.Day);
    }

    /// <summary>The id of the recording whose video has a key; null for a key that <see cref="Video"/> does not build.</summary>
    public string? FindRecordingId(string videoKey) => video.ReadText(videoKey, KeyPlaceholder.Id);

    /// <summary>Whether a key is one of what the product makes itself: of a stream, or of a preview.</summary>
    public bool IsMade(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        for (var slash = key.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = key.IndexOf('/', slash + 1))
        {
            var prefix = key[..(slash + 1)];
            if (stream.ReadText(prefix, KeyPlaceholder.Id) is not null || previews.ReadText(prefix, KeyPlaceholder.Id) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The thumbnail: <c>thumbnails/{id}.jpg</c> by default.</summary>
    public string Thumbnail(string recordingId) => thumbnail.Write(recordingId);

    /// <summary>The prefix of a stream's playlist and media, with the slash: <c>streams/{id}/</c> by default.</summary>
    public string StreamPrefix(string recordingId) => stream.Write(recordingId);

    /// <summary>A stream's playlist: <c>stream.m3u8</c> by default, after the stream's prefix.</summary>
    public string Playlist(string recordingId) => StreamPrefix(recordingId) + playlist;

    /// <summary>A stream's media object, by its name in the playlist (<see cref="MediaNames"/>).</summary>
    public string Media(string recordingId, string name) => StreamPrefix(recordingId) + name;

    /// <summary>The checkpoint of the worker that transcodes a stream; removed when the stream has ended.</summary>
    public string Checkpoint(string recordingId) => StreamPrefix(recordingId) + StorageKeyOptions.Checkpoint;

    /// <summary>The prefix of a recording's previews, with the slash: <c>previews/{id}/</c> by default.</summary>
    public string PreviewPrefix(string recordingId) => previews.Write(recordingId);

    /// <summary>A preview: <c>previews/{id}/{name}</c> by default.</summary>
    /// <param name="recordingId">The recording's id.</param>
    /// <param name="name">Its name: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, not first; at most 200 characters.</param>
    /// <exception cref="ArgumentException">A key cannot contain the id or the name.</exception>
    public string Preview(string recordingId, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ObjectKey.IsValid(name) && name.Length <= ObjectKey.LongestSegment && !name.Contains('/', StringComparison.Ordinal)
            ? PreviewPrefix(recordingId) + name
            : throw new ArgumentException("The name of a preview must be one segment of a key.", nameof(name));
    }
}
