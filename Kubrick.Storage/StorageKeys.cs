using Kubrick.Storage.Keys;

namespace Kubrick.Storage;

/// <summary>Builds every key that the product stores objects under, by the patterns of the settings (<c>docs/storage.md</c>). Nothing else does.</summary>
public sealed class StorageKeys
{
    private readonly KeyPattern video;
    private readonly KeyPattern thumbnail;
    private readonly KeyPattern stream;
    private readonly KeyPattern previews;
    private readonly string playlist;

    /// <summary>The keys by some patterns.</summary>
    /// <exception cref="FormatException">A pattern is wrong.</exception>
    public StorageKeys(StorageKeyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        video = KeyRule.Video.Parse(options.Video);
        thumbnail = KeyRule.Thumbnail.Parse(options.Thumbnail);
        stream = KeyRule.Stream.Parse(options.Stream);
        previews = KeyRule.Previews.Parse(options.Previews);
        playlist = KeyRule.Playlist.Parse(options.Playlist).Text;
    }

    /// <summary>The video: <c>recordings/{yyyy}/{MM}/{dd}/{id}-{sequence:000}.{extension}</c> by default, the date in UTC.</summary>
    /// <param name="recordingId">The recording's id.</param>
    /// <param name="createdAt">The day it belongs to.</param>
    /// <param name="sequence">The day's running number, from 1.</param>
    /// <param name="contentType">Decides the extension: <c>.mp4</c> for an MP4 container, else <c>.webm</c>.</param>
    public string Video(string recordingId, DateTimeOffset createdAt, int sequence, string contentType)
    {
        var day = createdAt.UtcDateTime;
        return video.Write(new KeyValues
        {
            Id = recordingId,
            Year = day.Year,
            Month = day.Month,
            Day = day.Day,
            Sequence = sequence,
            Extension = contentType.EndsWith("/mp4", StringComparison.OrdinalIgnoreCase) ? "mp4" : "webm",
        });
    }

    /// <summary>The thumbnail: <c>thumbnails/{id}.jpg</c> by default.</summary>
    public string Thumbnail(string recordingId) => thumbnail.Write(new KeyValues { Id = recordingId });

    /// <summary>The prefix of a stream's playlist and media, with the slash: <c>streams/{id}/</c> by default.</summary>
    public string StreamPrefix(string recordingId) => stream.Write(new KeyValues { Id = recordingId });

    /// <summary>A stream's playlist: <c>stream.m3u8</c> by default, behind the stream's prefix.</summary>
    public string Playlist(string recordingId) => StreamPrefix(recordingId) + playlist;

    /// <summary>A stream's media object, by the name that the playlist gives it (<see cref="MediaNames"/>).</summary>
    public string Media(string recordingId, string name) => StreamPrefix(recordingId) + name;

    /// <summary>Where the worker of a stream notes how far it is; gone when the stream is over.</summary>
    public string Checkpoint(string recordingId) => StreamPrefix(recordingId) + StorageKeyOptions.Checkpoint;

    /// <summary>The prefix of a recording's previews, with the slash: <c>previews/{id}/</c> by default.</summary>
    public string PreviewPrefix(string recordingId) => previews.Write(new KeyValues { Id = recordingId });
}
