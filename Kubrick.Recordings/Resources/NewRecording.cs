using Kubrick.Contracts.Recordings;
using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Requests;
using MongoDB.Bson;

namespace Kubrick.Recordings.Resources;

/// <summary>
/// Creates a recording from the attributes of a POST. Attributes that the server sets (status, storage, its own times) are not read; unknown attributes
/// are ignored, because clients of other versions send more.
/// </summary>
internal static class NewRecording
{
    /// <summary>The recording; null where <paramref name="attributes"/> has collected errors.</summary>
    /// <param name="attributes">The body's <c>data.attributes</c>.</param>
    /// <param name="now">The time of creation.</param>
    /// <param name="ipAddress">The client's address as the server sees it.</param>
    public static Recording? Read(FieldReader attributes, DateTimeOffset now, string? ipAddress)
    {
        var recording = new Recording
        {
            Id = ObjectId.GenerateNewId(now.UtcDateTime),
            Title = RecordingFields.Title(attributes) ?? Recording.DefaultTitle(now),
            Description = RecordingFields.Description(attributes),
            RecorderName = RecordingFields.RecorderName(attributes) ?? "",
            Metadata = RecordingFields.Metadata(attributes),
            Quality = RecordingFields.Quality(attributes) ?? VideoQualities.Default,
            Duration = RecordingFields.Duration(attributes),
            MimeType = RecordingFields.MimeType(attributes) ?? MediaTypes.Default,
            PlaybackFormat = RecordingFields.PlaybackFormat(attributes) ?? PlaybackFormat.Video,
            SessionInfo = RecordingFields.SessionInfo(attributes, ipAddress),
            RecordedAt = attributes.Instant("recordedAt")?.ToUniversalTime() ?? now,
            CreatedAt = now,
            UpdatedAt = now,
        }.WithPauses(attributes);
        return attributes.Errors.Count > 0
            ? null
            : recording.Raise(new RecordingCreated(recording.Id.ToString(), recording.RecorderName, now), now);
    }
}
