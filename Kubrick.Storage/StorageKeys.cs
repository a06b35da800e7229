using System.Globalization;

namespace Kubrick.Storage;

/// <summary>Builds every key that the product stores objects under (<c>docs/storage.md</c>). Nothing else does.</summary>
public static class StorageKeys
{
    /// <summary>The video: <c>recordings/{YYYY}/{MM}/{DD}/{recordingId}-{seq:000}.webm</c>, the date in UTC.</summary>
    /// <param name="recordingId">The recording's id.</param>
    /// <param name="createdAt">The day it belongs to.</param>
    /// <param name="sequence">The day's running number, from 1.</param>
    /// <param name="contentType">Decides the extension: <c>.mp4</c> for an MP4 container, else <c>.webm</c>.</param>
    public static string Video(string recordingId, DateTimeOffset createdAt, int sequence, string contentType)
    {
        var day = createdAt.UtcDateTime.ToString("yyyy'/'MM'/'dd", CultureInfo.InvariantCulture);
        var number = sequence.ToString("000", CultureInfo.InvariantCulture);
        var extension = contentType.EndsWith("/mp4", StringComparison.OrdinalIgnoreCase) ? "mp4" : "webm";
        return $"recordings/{day}/{recordingId}-{number}.{extension}";
    }

    /// <summary>The thumbnail: <c>thumbnails/{recordingId}.jpg</c>.</summary>
    public static string Thumbnail(string recordingId) => $"thumbnails/{recordingId}.jpg";

    /// <summary>The prefix of a stream's playlist and media, with the slash.</summary>
    public static string StreamPrefix(string recordingId) => $"streams/{recordingId}/";

    /// <summary>A stream's playlist: <c>streams/{recordingId}/stream.m3u8</c>.</summary>
    public static string Playlist(string recordingId) => StreamPrefix(recordingId) + "stream.m3u8";

    /// <summary>A stream's media object, by the name that the playlist gives it (<see cref="MediaNames"/>).</summary>
    public static string Media(string recordingId, string name) => StreamPrefix(recordingId) + name;

    /// <summary>Where the worker of a stream notes how far it is; gone when the stream is over.</summary>
    public static string Checkpoint(string recordingId) => StreamPrefix(recordingId) + "checkpoint.json";

    /// <summary>The prefix of a recording's previews, with the slash.</summary>
    public static string PreviewPrefix(string recordingId) => $"previews/{recordingId}/";
}
