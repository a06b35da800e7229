using Kubrick.Recordings.Documents;
using MongoDB.Bson;

namespace Kubrick.Recordings.Tests.Hosting;

internal static class Sample
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public static Recording Recording(RecordingStatus status = RecordingStatus.Uploading, RecordingStatus? before = null) => new()
    {
        Id = ObjectId.GenerateNewId(),
        Title = "Talk",
        RecorderName = "Ada",
        MimeType = "video/webm",
        PlaybackFormat = PlaybackFormat.Video,
        Status = status,
        StatusBeforeArchive = before,
        RecordedAt = Noon,
        CreatedAt = Noon,
        UpdatedAt = Noon,
    };
}
