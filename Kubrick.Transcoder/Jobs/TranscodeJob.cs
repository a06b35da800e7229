using System.Text.Json;
using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Streams;

namespace Kubrick.Transcoder.Jobs;

/// <summary>Reads a message of the queue.</summary>
internal static class TranscodeJob
{
    /// <summary>The stream that it asks a worker for; null where it is no such message.</summary>
    public static TranscodeStream? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<TranscodeStream>(body, JsonSerializerOptions.Web) is { } job && IsWhole(job) ? job : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The id becomes part of names and keys.
    private static bool IsWhole(TranscodeStream job) =>
        job is { MimeType: not null, Quality: not null, StorageSequence: >= 0 } && RecordingId.TryParse(job.RecordingId, out var id) && id.Value == job.RecordingId;
}
