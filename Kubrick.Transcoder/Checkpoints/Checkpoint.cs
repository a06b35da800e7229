using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kubrick.Storage;
using Kubrick.Transcoder.Packaging;

namespace Kubrick.Transcoder.Checkpoints;

/// <summary>How far a stream's worker is: what another worker needs to resume. Stored as JSON beside the stream's segments.</summary>
internal sealed record Checkpoint
{
    /// <summary>How often a worker started on the stream since the last progress.</summary>
    public int Attempts { get; init; }

    /// <summary>Whether the recording was deleted: nothing of the stream is kept.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>The archive's upload; null before it started.</summary>
    public ArchiveSession? Archive { get; init; }

    /// <summary>All segments in the storage, from the first.</summary>
    public ImmutableList<PlaylistSegment> Segments { get; init; } = [];

    /// <summary>The bytes of initialisation sections and segments in the storage.</summary>
    public long BytesUploaded { get; init; }

    /// <summary>Where the segment after the last stored one starts; null before one was stored.</summary>
    public ResumePoint? Resume { get; init; }
}

/// <summary>The multipart upload of the recorder's own bytes.</summary>
/// <param name="Key">The object's key.</param>
/// <param name="ContentType">The object's content type.</param>
/// <param name="UploadId">The provider's id of the upload.</param>
/// <param name="PartSize">Where the bytes are cut: every worker makes the same parts.</param>
internal sealed record ArchiveSession(string Key, string ContentType, string UploadId, long PartSize)
{
    /// <summary>The upload in the storage's form.</summary>
    public UploadSession ToUpload() => new(Key, UploadId, PartSize, ExpiresAt: null);
}

/// <summary>The JSON of checkpoints and resume points.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Checkpoint))]
[JsonSerializable(typeof(ResumePoint))]
internal sealed partial class CheckpointJson : JsonSerializerContext
{
    public static byte[] Write(Checkpoint checkpoint) => JsonSerializer.SerializeToUtf8Bytes(checkpoint, Default.Checkpoint);

    public static byte[] Write(ResumePoint resume) => JsonSerializer.SerializeToUtf8Bytes(resume, Default.ResumePoint);

    /// <summary>Parses a resume point; null when the bytes are not one.</summary>
    public static ResumePoint? ReadResume(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, Default.ResumePoint) is { Position: not null, Timeline: not null, Header: not null } resume
                ? resume with { Init = resume.Init ?? [] }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Parses a checkpoint; null when the bytes are not one.</summary>
    public static Checkpoint? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            // A missing property is null, whatever the record's own default is.
            return JsonSerializer.Deserialize(bytes, Default.Checkpoint) is { } checkpoint ? checkpoint with { Segments = checkpoint.Segments ?? [] } : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
